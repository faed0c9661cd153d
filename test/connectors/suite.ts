// The contract suite: what holds for every connector, whatever its merchant speaks. A test of a connector says what
// its merchant can be made to do, and calls `contractSuite`; only what the merchant can do is run.
import { describe, expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import {
  MERCHANT_OPERATIONS,
  type Connector,
  type MerchantOperation,
  type MerchantRequest,
  type Outcome,
} from "../../src/connectors/contract";

/** Ways in which a merchant's answer goes wrong; except for the first two, what was asked takes effect. */
export type Trouble =
  /** Nobody listens. */
  | "refused"
  /** 401 to the first request, as when an access token has been withdrawn; then as `completed`. */
  | "unauthorizedOnce"
  /** A server error for the first request, then as `completed`. */
  | "failsOnce"
  /** Server errors for good. */
  | "fails"
  /** The connection breaks after the request has arrived. */
  | "reset"
  /** No answer. */
  | "hangs"
  /** One byte at a time. */
  | "drips"
  | "notReadable"
  | "wrongType"
  | "missingField"
  /** Ten megabytes. */
  | "tooLarge"
  | "redirect";

export type How = Outcome["kind"] | Trouble;

/** One connector, and the merchant behind it, for one test. */
export interface Subject {
  /** Read after `tell`. */
  readonly connector: Connector;
  /**
   * Tells the merchant how to answer the next requests of an operation; resolves to what that comes to: changes of
   * the request (a magic number, a product), and the outcome, so far as it is known, beyond its kind.
   */
  tell: (
    operation: MerchantOperation,
    how: How,
  ) => Promise<{ request?: Partial<MerchantRequest>; outcome?: Partial<Outcome> }>;
  /** How often the merchant carried out what it was asked under a request id, whatever it answered. */
  effects: (requestId: string) => Promise<number>;
}

export interface Suite {
  /** What the merchant can be made to do. */
  can: (operation: MerchantOperation, how: How) => boolean;
  /** A connector and a merchant that nobody has used before. */
  prepare: () => Promise<Subject>;
}

const OUTCOMES = ["completed", "actionRequired", "accepted", "rejected", "unknown"] as const;
const MALFORMED = ["notReadable", "wrongType", "missingField", "tooLarge", "redirect"] as const;

/** Short where the deadline is what is tested; long enough for a token on a busy machine. */
const SHORT_MS = 600;
/** What a deadline may be overrun by on a busy machine. */
const SLACK_MS = 2_000;

export const CONTEXT = { publicUrl: "https://resale.invalid", traceparent: null };

/** A request as the platform makes it. */
export function requestOf(
  operation: MerchantOperation,
  changes: Partial<MerchantRequest> = {},
): MerchantRequest {
  const entitlementId = crypto.randomUUID();
  return {
    operation,
    requestId: crypto.randomUUID(),
    environment: "sandbox",
    entitlementId,
    merchantEntitlementId: entitlementId,
    merchantAccountKey: "VIDEO",
    resellerKey: "TELCO",
    sharedCustomerId: crypto.randomUUID(),
    productKey: "VIDEO_BASIC",
    offerKey: "STANDARD",
    previous: operation === "update" ? { productKey: "VIDEO_OLD", offerKey: null } : null,
    immediate: operation === "terminate" ? false : null,
    merchantExtensionData: null,
    routeExtensionData: null,
    customerIdentifier: null,
    extensionData: null,
    about: operation === "status" ? { operation: "create", requestId: "in-doubt", immediate: null } : null,
    magicNumber: null,
    ...changes,
  };
}

/** Registers the contract's tests for one connector. */
export function contractSuite(name: string, { can, prepare }: Suite): void {
  async function asked(operation: MerchantOperation, how: How, timeoutMs?: number) {
    const subject = await prepare();
    const told = await subject.tell(operation, how);
    const request = requestOf(operation, told.request);
    const startedAt = Date.now();
    const outcome = await ask(subject.connector, request, CONTEXT, timeoutMs);
    const effects = await subject.effects(request.requestId);
    const idempotent = subject.connector.idempotent.includes(operation);
    return { outcome, effects, told, idempotent, tookMs: Date.now() - startedAt };
  }
  /** A test per operation that can be brought into one of these situations. */
  const each = <H extends How>(
    title: string,
    situations: readonly H[],
    test: (operation: MerchantOperation, how: H) => Promise<void>,
  ): void => {
    for (const operation of MERCHANT_OPERATIONS)
      for (const how of situations)
        if (can(operation, how)) it(`${operation}: ${how} ${title}`, () => test(operation, how));
  };

  // Most of the time of these tests is waiting, and each has a merchant of its own.
  describe.concurrent(`${name}: the contract`, () => {
    each("is understood", OUTCOMES, async (operation, how) => {
      const { outcome, effects, told } = await asked(operation, how);
      expect(outcome).toMatchObject({ kind: how, ...told.outcome });
      expect(effects).toBeLessThanOrEqual(1);
    });

    each(
      "is cured by a quick retry where the operation is idempotent",
      ["failsOnce"],
      async (operation, how) => {
        const { outcome, effects, idempotent } = await asked(operation, how);
        expect(outcome).toMatchObject(
          idempotent ? { kind: "completed" } : { kind: "unknown", cause: "SERVER_ERROR" },
        );
        expect(effects).toBe(1);
      },
    );

    each("leaves the outcome unknown, and one effect at most", ["fails"], async (operation, how) => {
      const { outcome, effects } = await asked(operation, how);
      expect(outcome).toMatchObject({ kind: "unknown", cause: "SERVER_ERROR" });
      expect(effects).toBeLessThanOrEqual(1);
    });

    each("leaves the outcome unknown", ["refused"], async (operation, how) => {
      const { outcome, effects } = await asked(operation, how);
      expect(outcome).toMatchObject({ kind: "unknown", cause: "CONNECTION" });
      expect(effects).toBe(0);
    });

    each("leaves the outcome unknown, and one effect", ["reset"], async (operation, how) => {
      const { outcome, effects } = await asked(operation, how);
      expect(outcome).toMatchObject({ kind: "unknown", cause: "CONNECTION" });
      expect(effects).toBe(1);
    });

    each("is not waited for beyond the deadline", ["hangs", "drips"], async (operation, how) => {
      const { outcome, effects, tookMs } = await asked(operation, how, SHORT_MS);
      const detail = expect.stringMatching(/^the time was up .+, after \d+ ms$/);
      expect(outcome).toMatchObject({ kind: "unknown", cause: "TIMEOUT", detail });
      expect(tookMs).toBeLessThan(SHORT_MS + SLACK_MS);
      expect(effects).toBeLessThanOrEqual(1);
    });

    each("leaves the outcome unknown, and says why", MALFORMED, async (operation, how) => {
      const { outcome, effects } = await asked(operation, how);
      expect(outcome).toMatchObject({
        kind: "unknown",
        cause: "UNREADABLE",
        detail: expect.stringMatching(/\w/),
      });
      expect(effects).toBeLessThanOrEqual(1);
    });

    each("is cured by new credentials", ["unauthorizedOnce"], async (operation, how) => {
      const { outcome, effects } = await asked(operation, how);
      expect(outcome).toMatchObject({ kind: "completed" });
      expect(effects).toBe(1);
    });

    it("an operation that the connector does not have is refused, and nothing is asked", async () => {
      const { connector } = await prepare();
      for (const operation of MERCHANT_OPERATIONS.filter((one) => connector[one] === undefined))
        expect(await ask(connector, requestOf(operation), CONTEXT)).toMatchObject({ kind: "rejected" });
    });
  });
}
