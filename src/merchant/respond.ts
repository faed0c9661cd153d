// An outcome as the standard merchant API has it: docs/merchant-api.md, "What you answer".
import type { OperationOutcome } from "./request";

const STATUS_OF_REFUSAL = {
  CUSTOMER_NOT_ELIGIBLE: 422,
  MERCHANT_REJECTED: 422,
  MERCHANT_UNAVAILABLE: 503,
  NOT_FOUND: 404,
} as const;

const KINDS: ReadonlySet<OperationOutcome["kind"]> = new Set([
  "completed",
  "actionRequired",
  "accepted",
  "rejected",
  "unknown",
]);

/** The answer to the platform. What nobody can tell is a 500: it asks again. Throws for a date that is none. */
export function respond(outcome: OperationOutcome): Response {
  switch (outcome.kind) {
    case "completed": {
      const { kind: _, terminationDate, ...rest } = outcome;
      return json(200, { ...rest, terminationDate: iso(terminationDate) });
    }
    case "actionRequired": {
      const { kind: _, url, urlExpiry, ...rest } = outcome;
      return json(202, { ...rest, activationUrl: url, urlExpiry: iso(urlExpiry) });
    }
    case "accepted":
      return json(202, { merchantEntitlementId: outcome.merchantEntitlementId });
    case "rejected": {
      const { reason, merchantCode, message } = outcome;
      return json(STATUS_OF_REFUSAL[reason], { reasonCode: reason, code: merchantCode, message });
    }
    case "unknown":
      return json(500, { code: outcome.cause, message: outcome.detail });
  }
}

/**
 * What `by` has said, where that can be answered, else it throws: before anybody remembers it. The compiler sees to most of
 * it; not every merchant has one.
 */
export function answerable(said: OperationOutcome | null | undefined, by: string): OperationOutcome {
  if (!said || !KINDS.has(said.kind)) throw new TypeError(`${by} has said nothing that can be answered.`);
  if (said.kind === "rejected" && !Object.hasOwn(STATUS_OF_REFUSAL, said.reason))
    throw new TypeError(`${by} has given no reason that there is.`);
  if (said.kind === "actionRequired" && !said.url) throw new TypeError(`${by} has named no URL.`);
  respond(said);
  return said;
}

const iso = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();

/** Members that are null or absent are left out. */
export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  const said = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && value !== undefined),
  );
  return new Response(JSON.stringify(said), {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
  });
}
