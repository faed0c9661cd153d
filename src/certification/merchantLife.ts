// The life of one subscription at a merchant, until its end: each function plays one scenario, and tells the story on.
import type { MerchantOperation, MerchantRequest, Outcome } from "../connectors/contract";
import { failed, notCovered, passed, type Played } from "./finding";
import type { Stage } from "./merchantStage";
import { standsElse, subscriptionOf, type Made, type Stand, type Story } from "./merchantStory";
import { inWords, said } from "./merchantWords";
import { sameAnswer } from "./sameAnswer";

/** How often the status of a queued operation is asked, and how far apart, before the rest goes without it. */
const QUEUED_LOOKS = 5;
const BETWEEN_LOOKS_MS = 500;

export const DONE: readonly Outcome["kind"][] = ["completed", "accepted"];
const DONE_OR_PAGE: readonly Outcome["kind"][] = [...DONE, "actionRequired"];

/** A scenario for which the connector leaves no room. */
export const absent = (operation: MerchantOperation): Played => ({
  ...notCovered(`The connector has no ${operation}.`),
  optional: true,
});

export const notRepeated = (operation: MerchantOperation): Played => ({
  ...notCovered(`The connector does not call ${operation} idempotent, so it is never repeated.`),
  optional: true,
});

/** Begins a story; null where there is no subscription to tell of. */
export async function begin(stage: Stage): Promise<Played & { story: Story | null }> {
  const request = stage.request("create");
  const answer = await stage.call(request);
  const { outcome } = answer;
  if (!DONE_OR_PAGE.includes(outcome.kind)) return { ...failed(said(answer)), story: null };
  const made = { request, outcome };
  const { productKey, offerKey } = request;
  const stand = await standAfter(stage, made, "ACTIVE");
  const story = { create: made, stand, product: { productKey, offerKey }, terminate: null };
  return { ...passed(said(answer)), story };
}

/** Where an operation has led to. What is queued is given a moment, if there is a status to ask for. */
export async function standAfter(stage: Stage, { request, outcome }: Made, to: Stand): Promise<Stand> {
  if (outcome.kind === "actionRequired") return "WAITING";
  if (outcome.kind !== "accepted") return to;
  for (let looks = 0; stage.has("status") && looks < QUEUED_LOOKS; looks++) {
    await scheduler.wait(BETWEEN_LOOKS_MS);
    if ((await stage.call(statusOf(stage, request))).outcome.kind === "completed") return to;
  }
  return "QUEUED";
}

function statusOf(stage: Stage, about: MerchantRequest): MerchantRequest {
  const { operation, requestId, immediate } = about;
  const asked = { operation: "status", about: { operation, requestId, immediate } } as const;
  return {
    ...about,
    ...asked,
    requestId: stage.request("status").requestId,
    previous: null,
    immediate: null,
  };
}

export async function repeatedCreate(stage: Stage, { create }: Story): Promise<Played> {
  if (!stage.repeats("create")) return notRepeated("create");
  return sameAnswer(create.outcome, await stage.call(create.request));
}

export async function status(stage: Stage, { create, stand }: Story): Promise<Played> {
  if (!stage.has("status")) return absent("status");
  const answer = await stage.call(statusOf(stage, create.request));
  const { kind } = answer.outcome;
  // What was queued, or waited for the customer, may be done by now.
  if (kind !== create.outcome.kind && (kind !== "completed" || stand === "WAITING"))
    return failed(`${said(answer)} The create was ${inWords(create.outcome)}.`);
  return passed(said(answer));
}

export async function activationInfo(stage: Stage, story: Story): Promise<Played> {
  if (!stage.has("activationInfo")) return absent("activationInfo");
  if (story.stand !== "WAITING")
    return { ...notCovered("The create does not wait for the customer."), optional: true };
  const answer = await stage.call(stage.request("activationInfo", subscriptionOf(story)));
  return answer.outcome.kind === "actionRequired"
    ? passed(said(answer))
    : failed(`${said(answer)} The customer still has to act, so there has to be a link.`);
}

export const suspend = moves("suspend", "ACTIVE", "SUSPENDED", DONE);
export const resume = moves("resume", "SUSPENDED", "ACTIVE", DONE);
export const update = moves("update", "ACTIVE", "ACTIVE", DONE_OR_PAGE, (stage, { product }) => ({
  ...stage.other,
  previous: product,
}));
export const undo = moves("undo", "ENDING", "ACTIVE", DONE);

/** A scenario of one operation that leads from one stand to another. */
function moves(
  operation: "suspend" | "resume" | "update" | "undo",
  from: Stand,
  to: Stand,
  good: readonly Outcome["kind"][],
  more: (stage: Stage, story: Story) => Partial<MerchantRequest> = () => ({}),
) {
  return async (stage: Stage, story: Story): Promise<Played> => {
    if (!stage.has(operation)) return absent(operation);
    if (story.stand !== from) return standsElse(from, story.stand);
    const request = stage.request(operation, { ...subscriptionOf(story), ...more(stage, story) });
    const answer = await stage.call(request);
    if (!good.includes(answer.outcome.kind)) return failed(said(answer));
    story.stand = await standAfter(stage, { request, outcome: answer.outcome }, to);
    if (story.stand === to) story.product = { productKey: request.productKey, offerKey: request.offerKey };
    return passed(said(answer));
  };
}
