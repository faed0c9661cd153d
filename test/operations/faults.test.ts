// The fault matrix: every operation of the reseller's API meets everything that can go wrong between the platform and
// a merchant with a server of its own, and ends, once the resolver has asked, in the status and with the notification
// that are right for what really happened there. No request id ever takes effect twice.
//
// All cells run at once, because a merchant that hangs costs the whole deadline of a call: first everybody is made
// ready, then everything goes wrong, then time passes until nothing is in doubt. The tests only look at what came out.
import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { call, create, patch, read, until, verb, type Body, type Reply } from "../support/api";
import { applied, sectionWith } from "../support/onboarding";
import { entriesOf } from "../support/outbox";
import { effects, goWrong, ORIGINS, present, type Fault } from "../support/standardMerchant";
import { Held, MINUTE, pass, type HOUR } from "../support/world";

/** What a fault leaves behind: an answer after all; or none, with or without the effect at the merchant. */
type Leaves = "answered" | "done" | "not done";

interface Row {
  merchant: keyof typeof ORIGINS;
  /** What meets the operation's first requests; whatever comes later is answered properly. */
  faults: Omit<Fault, "about">[];
  leaves: Leaves;
  /** How `history` shows the first call. */
  call: string;
}

const EACH_TRY = 4;
const times = (count: number, kind: Fault["kind"], effect: boolean) =>
  Array.from({ length: count }, () => ({ kind, effect }));
const faulty = (faults: Row["faults"], leaves: Leaves, call: string): Row => ({
  merchant: "FAULTY",
  faults,
  leaves,
  call,
});

const FAULTS: Record<string, Row> = {
  "connections refused": { merchant: "ABSENT", faults: [], leaves: "not done", call: "CONNECTION" },
  "a reset after it was done, once": faulty(times(1, "reset", true), "answered", ""),
  "a reset after it was done, at each try": faulty(times(EACH_TRY, "reset", true), "done", "CONNECTION"),
  "a reset before it was done, at each try": faulty(times(EACH_TRY, "reset", false), "not done", "CONNECTION"),
  "a 500, then an answer": faulty(times(1, "status", false), "answered", ""),
  "a 500 after it was done, then an answer": faulty(times(1, "status", true), "answered", ""),
  "a 500 at each try": faulty(times(EACH_TRY, "status", false), "not done", "SERVER_ERROR"),
  "a 500 at each try, though it was done": faulty(times(EACH_TRY, "status", true), "done", "SERVER_ERROR"),
  "a hang, and nothing done": faulty(times(1, "hang", false), "not done", "TIMEOUT"),
  "a hang after it was done": faulty(times(1, "hang", true), "done", "TIMEOUT"),
  "garbage, and nothing done": faulty(times(1, "garbage", false), "not done", "UNREADABLE"),
  "garbage after it was done": faulty(times(1, "garbage", true), "done", "UNREADABLE"),
};

type Ending = [status: string, ...notifications: string[]];

interface Column {
  productKey: "CODE" | "STREAM";
  /** Verbs that make it ready, after its create. */
  before?: string[];
  /** How the merchant knows the operation. */
  operation: string;
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
  answered: ["200 OK", to, null],
  unknown: [UNKNOWN, from, "PLATFORM"],
  at: { answered: [to, reason], done: [to, reason], "not done": [from] },
  versions: ONE,
});

const CREATED = { answered: 1, done: 2, "not done": 2 };

const OPERATIONS: Record<string, Column> = {
  "create": {
    productKey: "CODE",
    operation: "create",
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
  "activationInfo": {
    productKey: "STREAM",
    before: [],
    operation: "activationInfo",
    answered: ["200 OK", "PENDING", "CUSTOMER"],
    unknown: ["200 OK", "PENDING", "CUSTOMER"],
    at: { answered: ["PENDING"], done: ["PENDING"], "not done": ["PENDING"] },
    versions: { answered: 0, done: 0, "not done": 0 },
  },
  "update": verbOf("update", [], "ACTIVE", "ACTIVE", "PRODUCT_UPDATE"),
  "suspend": verbOf("suspend", [], "ACTIVE", "SUSPENDED", "SUSPENSION_SUCCESS"),
  "resume": verbOf("resume", ["suspend"], "SUSPENDED", "ACTIVE", "RESUMPTION_SUCCESS"),
  "cancel": {
    ...verbOf("cancel", [], "ACTIVE", "ACTIVE-ENDING", "TERMINATION_PENDING"),
    operation: "terminate",
  },
  "undo": verbOf("undo", ["cancel"], "ACTIVE-ENDING", "ACTIVE", "TERMINATION_REVERSED"),
  // Takes effect whatever the merchant says; what it did not understand is owed to it.
  "revoke": {
    productKey: "CODE",
    before: [],
    operation: "terminate",
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
