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
import { answerable, json, respond } from "./respond";

/** Does one thing and says what came of it. What it throws leaves the outcome open: the same request comes again. */
export type Operation = (request: OperationRequest) => OperationOutcome | Promise<OperationOutcome>;

/** A merchant: what it can do, and what the platform proves itself with. What is left out is not offered. */
export type Merchant = { create: Operation } & { [name in OperationName]?: Operation } & {
  access: Access;
  /** In the process by default, which forgets when it ends. */
  memory?: Memory;
  /** What would be answered now, where that is more than what was answered then: a sign-up that is done meanwhile. */
  status?: (answered: Remembered) => OperationOutcome | Promise<OperationOutcome>;
  /**
   * Hears of whatever is thrown: by an operation, the memory, `status`, or a function that is the `access`; `console.error`
   * by default. What an operation says that cannot be answered, an invalid date or nothing at all, is as if it were thrown.
   */
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

const OPEN = { kind: "unknown", cause: "SERVER_ERROR" } as const;

interface House {
  merchant: Merchant;
  allowed: (request: Request) => Promise<boolean>;
  memory: Memory;
  onError: (error: unknown) => void;
}

/** A handler of requests, to be mounted below any path. */
export function merchantHandler(merchant: Merchant): (request: Request) => Promise<Response> {
  const { memory = memoryInProcess(), onError = (error) => console.error(error) } = merchant;
  const house = { merchant, allowed: accessCheck(merchant.access), memory, onError };
  return async (request) => {
    try {
      return await answered(house, request);
    } catch (error) {
      onError(error);
      return respond(OPEN);
    }
  };
}

async function answered(house: House, request: Request): Promise<Response> {
  if (!(await house.allowed(request)))
    return json(401, { message: "Who are you?" }, { "WWW-Authenticate": 'Basic realm="merchant"' });
  const asked = askedBy(request);
  if (asked === null) return json(404, { code: "UNKNOWN_PATH" });
  if (asked.kind === "status") return respond(await settled(house, asked.requestId));
  const read = readRequest(await request.text(), asked);
  if ("wrong" in read)
    return json(400, { code: "UNREADABLE", message: `${read.wrong} is missing or wrong.` });
  return respond(await once(house, read.request));
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
  const isMine = await house.memory.replace(there.request.requestId, mine, there.worker);
  return isMine ? done(house, mine) : UNDER_WAY;
}

async function done(house: House, mine: Remembered): Promise<OperationOutcome> {
  const { request, worker } = mine;
  const outcome = await outcomeOf(house, request);
  // What is open is tried again by whoever asks next.
  const stands =
    outcome.kind !== "unknown" && !(outcome.kind === "rejected" && outcome.reason === "MERCHANT_UNAVAILABLE");
  const after = stands ? { ...mine, outcome } : { ...mine, begunAt: 0 };
  // Whoever has taken it over meanwhile says what came of it: two answers that differ would be worse than a late one.
  return (await house.memory.replace(request.requestId, after, worker)) ? outcome : UNDER_WAY;
}

async function outcomeOf({ merchant, onError }: House, request: OperationRequest): Promise<OperationOutcome> {
  try {
    return answerable(await merchant[request.operation]?.(request), request.operation);
  } catch (error) {
    onError(error);
    return OPEN;
  }
}

/** What became of a request: what it was answered, or is now that somebody asks. */
async function settled(house: House, requestId: string): Promise<OperationOutcome> {
  const there = await house.memory.find(requestId);
  if (there === null) return NEVER_SEEN;
  const outcome = await answeredBefore(house, there);
  const { status } = house.merchant;
  return status && outcome === there.outcome ? answerable(await status(there), "status") : outcome;
}
