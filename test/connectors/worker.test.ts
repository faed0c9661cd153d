// The connector to merchants that are Workers, against a second Worker behind a real service binding.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import { MERCHANT_OPERATIONS, type MerchantOperation, type Outcome } from "../../src/connectors/contract";
import { worker } from "../../src/connectors/worker";
import { VIDEO, type Step } from "../support/video";
import { overtakenSuite } from "./overtaken";
import { CONTEXT, contractSuite, requestOf, type How, type Subject, type Suite } from "./suite";

const DESCRIBED = {
  binding: "VIDEO_MERCHANT",
  operations: [...MERCHANT_OPERATIONS],
  idempotent: [...MERCHANT_OPERATIONS],
  activation: "ASYNC",
};

function connectorOf(definition: object) {
  const access = { environment: "sandbox", merchantAccountKey: "VIDEO", secret: async () => null } as const;
  return worker.definition.parse(definition).connect(env, access);
}

const url = "https://video.invalid/sign-up";
const completed = { kind: "completed", merchantEntitlementId: "V-1" } as const;

/** How the merchant is brought to each answer; what is not here cannot happen over a service binding. */
const STEPS: Partial<Record<How, Step[]>> = {
  completed: [{ answer: completed }],
  actionRequired: [{ answer: { kind: "actionRequired", url, urlExpiry: 4_102_444_800_000 } }],
  accepted: [{ answer: { kind: "accepted", merchantEntitlementId: "V-1" } }],
  rejected: [{ answer: { kind: "rejected", reason: "CUSTOMER_NOT_ELIGIBLE", merchantCode: "E-7" } }],
  unknown: [{ answer: { kind: "unknown", cause: "UNREADABLE", detail: "our database is away" } }],
  failsOnce: [{ throws: "once", effect: true }, { answer: completed }],
  fails: [{ throws: "for good", effect: true }],
  hangs: [{ answer: completed, delayMs: 1_000 }],
  notReadable: [{ answer: "completed" }],
  wrongType: [{ answer: { kind: "completed", activationCode: 7 } }],
  missingField: [{ answer: { kind: "actionRequired" } }],
  tooLarge: [{ answer: { kind: "completed", activationCode: "A".repeat(10_000_000) } }],
};

async function prepare(idempotent: MerchantOperation[]): Promise<Subject> {
  const merchantAccountKey = `VIDEO-${crypto.randomUUID()}`;
  return {
    connector: connectorOf({ ...DESCRIBED, idempotent }),
    async tell(operation, how) {
      const steps = STEPS[how] ?? [];
      await VIDEO.tell(merchantAccountKey, operation, steps);
      const outcome = how in OUTCOME_OF ? (steps[0]?.answer as Partial<Outcome>) : {};
      return { request: { merchantAccountKey }, outcome };
    },
    effects: (requestId) => VIDEO.effects(requestId),
  };
}

const OUTCOME_OF = { completed: 1, actionRequired: 1, accepted: 1, rejected: 1, unknown: 1 };
/** A page to go to is no answer to these (ask.ts). */
const WITHOUT_PAGE: readonly MerchantOperation[] = ["suspend", "resume", "terminate", "undo"];
const can = (operation: MerchantOperation, how: How): boolean =>
  STEPS[how] !== undefined && !(how === "actionRequired" && WITHOUT_PAGE.includes(operation));

const suite: Suite = { can, prepare: () => prepare([...MERCHANT_OPERATIONS]) };
contractSuite("worker", suite);
overtakenSuite("worker", suite);
contractSuite("worker that is not idempotent", { can, prepare: () => prepare([]) });

describe("what goes over", () => {
  it("is the whole request and the way back, to the method of the operation's name", async () => {
    const merchantAccountKey = `VIDEO-${crypto.randomUUID()}`;
    const context = { publicUrl: "https://resale.invalid", traceparent: "00-1-2-3" };
    for (const operation of MERCHANT_OPERATIONS) {
      const request = requestOf(operation, { merchantAccountKey, extensionData: { plan: "gold", seats: 2 } });
      await ask(connectorOf(DESCRIBED), request, context);
      expect((await VIDEO.calls(merchantAccountKey)).at(-1)).toEqual({ method: operation, request, context });
    }
  });

  it("has a magic number in the sandbox only", async () => {
    const merchantAccountKey = `VIDEO-${crypto.randomUUID()}`;
    for (const environment of ["sandbox", "live"] as const) {
      const magicNumber = "CREATE_REQUEST_REJECTED";
      await ask(
        connectorOf(DESCRIBED),
        requestOf("create", { merchantAccountKey, environment, magicNumber }),
        CONTEXT,
      );
    }
    const numbers = (await VIDEO.calls(merchantAccountKey)).map(({ request }) => request.magicNumber);
    expect(numbers).toEqual(["CREATE_REQUEST_REJECTED", null]);
  });

  it("goes three times more when the merchant throws, with one request id", async () => {
    const merchantAccountKey = `VIDEO-${crypto.randomUUID()}`;
    await VIDEO.tell(merchantAccountKey, "create", [{ throws: "no", effect: true }]);
    const request = requestOf("create", { merchantAccountKey });
    expect(await ask(connectorOf(DESCRIBED), request, CONTEXT)).toMatchObject({ kind: "unknown" });
    const calls = await VIDEO.calls(merchantAccountKey);
    expect(calls.map((one) => one.request.requestId)).toEqual(Array(4).fill(request.requestId));
    expect(await VIDEO.effects(request.requestId)).toBe(1);
  });
});

describe("a merchant that throws", () => {
  it("leaves the outcome unknown, with what it said cut to a line", async () => {
    const merchantAccountKey = `VIDEO-${crypto.randomUUID()}`;
    await VIDEO.tell(merchantAccountKey, "suspend", [{ throws: "x".repeat(5_000) }]);
    const outcome = await ask(
      connectorOf({ ...DESCRIBED, idempotent: [] }),
      requestOf("suspend", { merchantAccountKey }),
      CONTEXT,
    );
    expect(outcome).toMatchObject({
      cause: "SERVER_ERROR",
      detail: expect.stringMatching(/^TypeError: x{200,289}$/),
    });
  });

  it("or that has no such method leaves it unknown too", async () => {
    const connector = connectorOf({ ...DESCRIBED, binding: "NO_MERCHANT" });
    expect(await ask(connector, requestOf("create"), CONTEXT)).toMatchObject({
      kind: "unknown",
      cause: "SERVER_ERROR",
      detail: expect.stringContaining("create"),
    });
  });
});

describe("a binding", () => {
  it.each(["VIDEO_MERCHANT_2", "CATALOGUE", "ENTITLEMENT", "ID_KEY", "CALLBACKS", "TEST_MIGRATIONS"])(
    "%s, which leads to no merchant: certainly nothing was sent",
    async (binding) => {
      const connector = connectorOf({ ...DESCRIBED, binding });
      for (const operation of MERCHANT_OPERATIONS)
        expect(await ask(connector, requestOf(operation), CONTEXT)).toMatchObject({
          kind: "rejected",
          reason: "MERCHANT_UNAVAILABLE",
        });
    },
  );
});

describe("a definition", () => {
  const capabilities = (changes: object) =>
    worker.definition.parse({ ...DESCRIBED, ...changes }).capabilities;

  it("makes capabilities of its operations", () => {
    expect(capabilities({})).toEqual({
      activation: "ASYNC",
      verbs: ["activationInfo", "update", "suspend", "resume", "cancel", "undo", "revoke"],
      endOfPeriodCancel: false,
      userStepOnChange: false,
      resolves: ["create", "activationInfo", "update", "suspend", "resume", "cancel", "undo", "revoke"],
    });
    expect(capabilities({ operations: ["create"], idempotent: [], activation: "SYNC" })).toEqual({
      activation: "SYNC",
      verbs: ["revoke"],
      endOfPeriodCancel: false,
      userStepOnChange: false,
      resolves: [],
    });
    const some = { operations: ["create", "terminate", "suspend"], idempotent: ["terminate"] };
    expect(capabilities({ ...some, endOfPeriodCancel: true })).toMatchObject({
      verbs: ["suspend", "cancel", "revoke"],
      endOfPeriodCancel: true,
      resolves: ["cancel", "revoke"],
    });
  });

  it.each([
    ["binding", { binding: "video" }],
    ["operations", { operations: ["suspend"], idempotent: [] }],
    ["operations", { operations: ["create", "destroy"], idempotent: [] }],
    ["idempotent", { operations: ["create"], idempotent: ["undo"] }],
    ["endOfPeriodCancel", { operations: ["create"], idempotent: [], endOfPeriodCancel: true }],
    ["userStepOnChange", { operations: ["create"], idempotent: [], userStepOnChange: true }],
    ["activation", { activation: undefined }],
    ["", { timeoutMs: 5 }],
  ])("is refused by the field that is wrong: %s", (field, changes) => {
    const { error } = worker.definition.safeParse({ ...DESCRIBED, ...changes });
    expect(error?.issues.map(({ path }) => path[0] ?? "")).toEqual([field]);
  });
});
