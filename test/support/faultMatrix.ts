// The fault matrix as two tables: what can go wrong with a call to a merchant, and what each operation comes to for what
// that left behind. `test/operations/faults.test.ts` lets every operation meet every fault.
import type { Fault, ORIGINS } from "./standardMerchant";

/** What a fault leaves behind: an answer after all; or none, with or without the effect at the merchant. */
export type Leaves = "answered" | "done" | "not done";

export interface Row {
  merchant: keyof typeof ORIGINS;
  /** What meets the operation's first requests; whatever comes later is answered properly. */
  faults: Omit<Fault, "about">[];
  leaves: Leaves;
  /** Why the outcome is unknown, as `history` has it. */
  cause: RegExp;
}

const REFUSED_OR_RESET = /^CONNECTION: the connection failed before an answer came$/;
const SERVER_ERROR = /^SERVER_ERROR: no rule matches the answer \(status 500\)$/;
const UNREADABLE = /^UNREADABLE: the answer \(status 200\) is not JSON$/;
const TIMEOUT = /^TIMEOUT/;
const NONE = /^$/;

/** The call and its three quick retries. */
const EACH_TRY = 4;
const times = (count: number, kind: Fault["kind"], effect: boolean) =>
  Array.from({ length: count }, () => ({ kind, effect }));
const faulty = (faults: Row["faults"], leaves: Leaves, cause: RegExp): Row => ({
  merchant: "FAULTY",
  faults,
  leaves,
  cause,
});

export const FAULTS: Record<string, Row> = {
  "connections refused": { merchant: "ABSENT", faults: [], leaves: "not done", cause: REFUSED_OR_RESET },
  "a reset after it was done, once": faulty(times(1, "reset", true), "answered", NONE),
  "a reset after it was done, at each try": faulty(times(EACH_TRY, "reset", true), "done", REFUSED_OR_RESET),
  "a reset before it was done, at each try": faulty(
    times(EACH_TRY, "reset", false),
    "not done",
    REFUSED_OR_RESET,
  ),
  "a 500, then an answer": faulty(times(1, "status", false), "answered", NONE),
  "a 500 after it was done, then an answer": faulty(times(1, "status", true), "answered", NONE),
  "a 500 at each try": faulty(times(EACH_TRY, "status", false), "not done", SERVER_ERROR),
  "a 500 at each try, though it was done": faulty(times(EACH_TRY, "status", true), "done", SERVER_ERROR),
  "a hang, and nothing done": faulty(times(1, "hang", false), "not done", TIMEOUT),
  "a hang after it was done": faulty(times(1, "hang", true), "done", TIMEOUT),
  "garbage, and nothing done": faulty(times(1, "garbage", false), "not done", UNREADABLE),
  "garbage after it was done": faulty(times(1, "garbage", true), "done", UNREADABLE),
};

type Ending = [status: string, ...notifications: string[]];

export interface Column {
  productKey: "CODE" | "STREAM";
  /** Verbs that make it ready, after its create. */
  before?: string[];
  /** How the merchant knows the operation, and what its clear answer is. */
  operation: string;
  clear: "completed" | "actionRequired";
  /** The answer, and the status and what it waits for right after it. */
  answered: [answer: string, ...meanwhile: [status: string, waitingOn: string | null]];
  unknown: [answer: string, ...meanwhile: [status: string, waitingOn: string | null]];
  /** Where it ends, and what the reseller is told: by the answer at once, by the resolver, and where nothing was done. */
  at: Record<Leaves, Ending>;
  /** How many versions later that is. */
  versions: Record<Leaves, number>;
}

const UNKNOWN = "503 OUTCOME_UNKNOWN";
const ONE = { answered: 1, done: 1, "not done": 1 };

/** A verb that is known at once or stays in doubt with the status as it was, until it is done or the wait dropped. */
const verbOf = (name: string, before: string[], from: string, to: string, reason: string): Column => ({
  productKey: "CODE",
  before,
  operation: name,
  clear: "completed",
  answered: ["200 OK", to, null],
  unknown: [UNKNOWN, from, "PLATFORM"],
  at: { answered: [to, reason], done: [to, reason], "not done": [from] },
  versions: ONE,
});

const CREATED = { answered: 1, done: 2, "not done": 2 };

export const OPERATIONS: Record<string, Column> = {
  create: {
    productKey: "CODE",
    operation: "create",
    clear: "completed",
    answered: ["200 OK", "ACTIVE", null],
    unknown: [UNKNOWN, "FAILED", "PLATFORM"],
    at: {
      answered: ["ACTIVE", "ACTIVATION_SUCCESS"],
      done: ["ACTIVE", "ACTIVATION_SUCCESS"],
      "not done": ["CANCELLED", "ACTIVATION_FAILURE"],
    },
    versions: CREATED,
  },
  "create with a sign-up": {
    productKey: "STREAM",
    operation: "create",
    clear: "actionRequired",
    answered: ["202 CLIENT_ACTION_REQUIRED", "PENDING", "CUSTOMER"],
    unknown: [UNKNOWN, "FAILED", "PLATFORM"],
    at: {
      answered: ["PENDING"],
      done: ["PENDING", "ACTIVATION_PENDING"],
      "not done": ["CANCELLED", "ACTIVATION_FAILURE"],
    },
    versions: CREATED,
  },
  // Asks for a page and changes nothing: the stored one serves where there is no new one.
  activationInfo: {
    productKey: "STREAM",
    before: [],
    operation: "activationInfo",
    clear: "actionRequired",
    answered: ["200 OK", "PENDING", "CUSTOMER"],
    unknown: ["200 OK", "PENDING", "CUSTOMER"],
    at: { answered: ["PENDING"], done: ["PENDING"], "not done": ["PENDING"] },
    versions: { answered: 0, done: 0, "not done": 0 },
  },
  update: verbOf("update", [], "ACTIVE", "ACTIVE", "PRODUCT_UPDATE"),
  suspend: verbOf("suspend", [], "ACTIVE", "SUSPENDED", "SUSPENSION_SUCCESS"),
  resume: verbOf("resume", ["suspend"], "SUSPENDED", "ACTIVE", "RESUMPTION_SUCCESS"),
  cancel: {
    ...verbOf("cancel", [], "ACTIVE", "ACTIVE-ENDING", "TERMINATION_PENDING"),
    operation: "terminate",
  },
  undo: verbOf("undo", ["cancel"], "ACTIVE-ENDING", "ACTIVE", "TERMINATION_REVERSED"),
  // Takes effect whatever the merchant says; what it did not understand is owed to it.
  revoke: {
    productKey: "CODE",
    before: [],
    operation: "terminate",
    clear: "completed",
    answered: ["200 OK", "REVOKED", null],
    unknown: ["200 OK", "REVOKED", null],
    at: {
      answered: ["REVOKED", "TERMINATION_SUCCESS"],
      done: ["REVOKED", "TERMINATION_SUCCESS"],
      "not done": ["REVOKED", "TERMINATION_SUCCESS"],
    },
    versions: ONE,
  },
};
