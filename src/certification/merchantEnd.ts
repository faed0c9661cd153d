// How a subscription ends at a merchant: each function plays one scenario, and tells the story on.
import type { Outcome } from "../connectors/contract";
import { clock } from "../shared/clock";
import { failed, notCovered, passed, type Played } from "./finding";
import { absent, begin, DONE, notRepeated, standAfter } from "./merchantLife";
import type { Stage } from "./merchantStage";
import { standsElse, subscriptionOf, type Story } from "./merchantStory";
import { said } from "./merchantWords";
import { sameAnswer } from "./sameAnswer";

export async function terminateAtEnd(stage: Stage, story: Story): Promise<Played> {
  if (!stage.has("terminate")) return absent("terminate");
  if (story.stand !== "ACTIVE") return standsElse("ACTIVE", story.stand);
  const request = stage.request("terminate", { ...subscriptionOf(story), immediate: false });
  const answer = await stage.call(request);
  const { outcome } = answer;
  if (!DONE.includes(outcome.kind)) return failed(said(answer));
  story.stand = await standAfter(stage, { request, outcome }, liesAhead(outcome) ? "ENDING" : "ENDED");
  return passed(said(answer));
}

/** One that has ended says nothing about ending, so there is another. */
export async function terminateAtOnce(stage: Stage, story: Story): Promise<Played> {
  if (!stage.has("terminate")) return absent("terminate");
  const second = story.stand === "ENDED" ? (await begin(stage)).story : story;
  if (second === null) return notCovered("There is no second subscription to be ended.");
  const request = stage.request("terminate", { ...subscriptionOf(second), immediate: true });
  const answer = await stage.call(request);
  const { outcome } = answer;
  if (!DONE.includes(outcome.kind)) return failed(said(answer));
  if (liesAhead(outcome))
    return failed(`${said(answer)} Its terminationDate lies ahead, and it was to end at once.`);
  story.terminate = { request, outcome };
  return passed(said(answer));
}

export async function repeatedTerminate(stage: Stage, { terminate }: Story): Promise<Played> {
  if (!stage.has("terminate")) return absent("terminate");
  if (!stage.repeats("terminate")) return notRepeated("terminate");
  if (terminate === null) return notCovered("There was no termination to be repeated.");
  return sameAnswer(terminate.outcome, await stage.call(terminate.request));
}

const liesAhead = (outcome: Outcome): boolean =>
  outcome.kind === "completed" && (outcome.terminationDate ?? 0) > clock.now();
