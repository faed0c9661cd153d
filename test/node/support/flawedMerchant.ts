// A merchant of the standard API (docs/merchant-api.md) that does what the page says, but for one flaw. Its `page` sends
// customers to sign up, and its `queue` does everything a moment later.
import type { RequestListener } from "node:http";
import * as z from "zod";
import { textOf } from "./textOf.ts";

const PERIOD_MS = 30 * 86_400_000;
/** As `queue` takes for everything: the second look at its status finds it done. */
const LOOKS = 2;

const Order = z.looseObject({
  requestId: z.string(),
  entitlementId: z.string(),
  immediate: z.boolean().nullable(),
});
type Order = z.infer<typeof Order>;

interface Answer {
  status: number;
  body?: object;
}

interface Memory {
  answers: Map<string, Answer>;
  looks: Map<string, number>;
  /** By the platform's id: whether it has ended. */
  ended: Map<string, boolean>;
}

const NOT_FOUND: Answer = { status: 404, body: { message: "No such subscription." } };

function answered(flaw: string, path: string, body: string, memory: Memory): Answer {
  const [, ofStatus] = /^\/operation\/([^?]+)/.exec(path) ?? [];
  if (ofStatus !== undefined) return statusOf(flaw, ofStatus, memory);
  const order = read(body);
  if (order === null) return flaw === "crashing" ? { status: 500 } : { status: 400 };
  const known = flaw === "forgetful" ? undefined : memory.answers.get(order.requestId);
  const answer = known ?? done(flaw, path.split("/").at(-1) ?? "", order, memory);
  memory.answers.set(order.requestId, answer);
  return flaw === "queue" && answer.status === 200 ? { status: 202, body: {} } : answer;
}

function statusOf(flaw: string, requestId: string, { answers, looks }: Memory): Answer {
  const answer = answers.get(requestId);
  if (answer === undefined) return flaw === "assuring" ? { status: 200, body: {} } : { status: 404 };
  const count = (looks.get(requestId) ?? 0) + 1;
  looks.set(requestId, count);
  if (flaw === "queue" && count < LOOKS) return { status: 202, body: {} };
  return flaw === "unaware" ? { status: 404 } : answer;
}

function read(body: string): Order | null {
  try {
    return Order.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function done(
  flaw: string,
  operation: string,
  { entitlementId, immediate }: Order,
  { ended }: Memory,
): Answer {
  const merchantEntitlementId = `S-${crypto.randomUUID()}`;
  if (operation === "entitlement") {
    ended.set(entitlementId, false);
    const activationUrl = "https://merchant.example.com/sign-up";
    return flaw === "page"
      ? { status: 202, body: { activationUrl, merchantEntitlementId } }
      : { status: 200, body: { merchantEntitlementId } };
  }
  if (flaw === "page" && operation === "activationInfo")
    return { status: 202, body: { activationUrl: "https://merchant.example.com/sign-up?again" } };
  if (flaw !== "obliging" && (ended.get(entitlementId) ?? true)) return NOT_FOUND;
  if (flaw === `no-${operation}`) return { status: 422, body: { reasonCode: "MERCHANT_REJECTED" } };
  if (operation !== "terminate") return { status: 200, body: {} };
  const atEnd = immediate === false ? flaw !== "abrupt" : flaw === "lingering";
  if (!atEnd) ended.set(entitlementId, true);
  const terminationDate = new Date(Date.now() + PERIOD_MS).toISOString();
  return { status: 200, body: atEnd ? { terminationDate } : {} };
}

/** `/{flaw}/…`: each flaw has a memory of its own; the credentials are `platform:letmein`. */
export function flawedMerchant(): RequestListener {
  const memories = new Map<string, Memory>();
  return async (request, response) => {
    const [, flaw = "", path = ""] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? "") ?? [];
    const memory = memories.get(flaw) ?? { answers: new Map(), looks: new Map(), ended: new Map() };
    memories.set(flaw, memory);
    const body = await textOf(request);
    const isPlatform = request.headers.authorization === `Basic ${btoa("platform:letmein")}`;
    const { status, body: said } =
      isPlatform || flaw === "open" ? answered(flaw, path, body, memory) : { status: 401, body: {} };
    response.writeHead(status, { "Content-Type": "application/json" }).end(said && JSON.stringify(said));
  };
}
