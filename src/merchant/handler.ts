// The standard merchant API from a few functions: requests are authenticated and read, each is done once, and its answer
// is kept for repeats and for the platform's question what became of it.
import { accessCheck, type Access } from "./access";
import { memoryInProcess, type Memory, type Remembered } from "./memory";
import {
  askedBy,
  readRequest,
  type OperationName,
  type OperationOutcome,
  type OperationRequest,
} from "./request";
import { json, respond } from "./respond";

/** Does one thing and says what came of it. What it throws leaves the outcome open: the same request comes again. */
export type Operation = (request: OperationRequest) => OperationOutcome | Promise<OperationOutcome>;

/** A merchant: what it can do, and what the platform proves itself with. What is left out is not offered. */
export type Merchant = { create: Operation } & { [name in OperationName]?: Operation } & {
  access: Access;
  /** In the process by default, which forgets when it ends. */
  memory?: Memory;
  /** What would be answered now, where that is more than what was answered then: a sign-up that is done meanwhile. */
  status?: (answered: Remembered) => OperationOutcome | Promise<OperationOutcome>;
  /** Hears of what an operation throws; `console.error` by default. */
  onError?: (error: unknown) => void;
};

/** Longer than the platform waits for an answer; whoever has worked longer than this on a request has died. */
const WORKS_AT_MOST_MS = 30_000;

const NOT_OFFERED = { kind: "rejected", reason: "MERCHANT_REJECTED", merchantCode: "NOT_OFFERED" } as const;
const UNDER_WAY = {
  kind: "unknown",
  cause: "INTERRUPTED",
  detail: "The first request is under way.",
} as const;
const NEVER_SEEN = { kind: "rejected", reason: "NOT_FOUND", merchantCode: "NEVER_SEEN" } as const;

interface House {
  merchant: Merchant;
  memory: Memory;
}

/** A handler of requests, to be mounted below any path. */
export function merchantHandler(merchant: Merchant): (request: Request) => Promise<Response> {
  const allowed = accessCheck(merchant.access);
  const house = { merchant, memory: merchant.memory ?? memoryInProcess() };
  return async (request) => {
    if (!(await allowed(request)))
      return json(401, { message: "Who are you?" }, { "WWW-Authenticate": 'Basic realm="merchant"' });
    const asked = askedBy(request);
    if (asked === null) return json(404, { code: "UNKNOWN_PATH" });
    if (asked.kind === "status") return respond(await settled(house, asked.requestId));
    const read = readRequest(await request.text(), asked);
    if ("wrong" in read)
      return json(400, { code: "UNREADABLE", message: `${read.wrong} is missing or wrong.` });
    return respond(await once(house, read.request));
  };
}

/** Done by the first who comes; whoever comes again is told what came of it. */
async function once(house: House, request: OperationRequest): Promise<OperationOutcome> {
  if (house.merchant[request.operation] === undefined) return NOT_OFFERED;
  const mine = { request, begunAt: Date.now(), worker: crypto.randomUUID(), outcome: null };
  const there = await house.memory.begin(request.requestId, mine);
  return there.worker === mine.worker ? done(house, mine) : answeredBefore(house, there);
}

async function answeredBefore(house: House, there: Remembered): Promise<OperationOutcome> {
  if (there.outcome !== null) return there.outcome;
  const now = Date.now();
  if (now - there.begunAt < WORKS_AT_MOST_MS) return UNDER_WAY;
  const mine = { ...there, begunAt: now, worker: crypto.randomUUID() };
  await house.memory.put(there.request.requestId, mine);
  return done(house, mine);
}

async function done({ merchant, memory }: House, mine: Remembered): Promise<OperationOutcome> {
  const { request } = mine;
  const outcome = await outcomeOf(merchant, request);
  // What is open is tried again by whoever asks next.
  const stands =
    outcome.kind !== "unknown" && !(outcome.kind === "rejected" && outcome.reason === "MERCHANT_UNAVAILABLE");
  await memory.put(request.requestId, stands ? { ...mine, outcome } : { ...mine, begunAt: 0 });
  return outcome;
}

async function outcomeOf(merchant: Merchant, request: OperationRequest): Promise<OperationOutcome> {
  const { onError = (error) => console.error(error) } = merchant;
  try {
    return (await merchant[request.operation]?.(request)) ?? NOT_OFFERED;
  } catch (error) {
    onError(error);
    return { kind: "unknown", cause: "SERVER_ERROR" };
  }
}

/** What became of a request: what it was answered, or is now that somebody asks. */
async function settled(house: House, requestId: string): Promise<OperationOutcome> {
  const there = await house.memory.find(requestId);
  if (there === null) return NEVER_SEEN;
  const outcome = await answeredBefore(house, there);
  return house.merchant.status && outcome === there.outcome ? house.merchant.status(there) : outcome;
}
