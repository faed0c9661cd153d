// Why an entitlement ends: the pairs of category and code that callers may send. The platform itself also uses
// `ACTIVATION_ROLLBACK`; nobody else can.
import { DEFAULT_REASONS } from "../entitlement/machine/termination";
import type { TerminationReason } from "../entitlement/state";
import { Failure } from "./reasons";

export const TERMINATION_REASONS: Readonly<Record<string, readonly string[]>> = {
  CUSTOMER_CANCELLED: [
    "NOT_RENEWED",
    "CHANGED_SERVICE",
    "SUBSCRIPTION_CANCELLED",
    "ADDON_CANCELLED",
    "EXPIRED",
    "OTHER",
  ],
  REVOKED: ["ACCOUNT_TERMINATED", "SUSPEND_TERMINATED", "ERROR", "FRAUD", "IMMEDIATE_CANCELLATION", "OTHER"],
};

/** The pair from a body, or null where the body names none; half a pair or an unlisted one is refused. */
export function reasonPair(
  category: string | undefined,
  code: string | undefined,
  names: { category: string; code: string },
): { category: string; code: string } | null {
  if (category === undefined && code === undefined) return null;
  if (category !== undefined && code !== undefined && TERMINATION_REASONS[category]?.includes(code))
    return { category, code };
  const listed = Object.entries(TERMINATION_REASONS).map(([name, codes]) => `${name}: ${codes.join(", ")}`);
  const path =
    category !== undefined && Object.hasOwn(TERMINATION_REASONS, category) ? names.code : names.category;
  throw new Failure(
    "UNKNOWN_REASON_CODE",
    `Unknown pair of category and code. Known are ${listed.join("; ")}.`,
    {
      issues: [{ path, message: "Unknown pair of category and code." }],
    },
  );
}

/** A reseller's reason for cancel or revoke, with the default of the verb. */
export function resellerReason(
  verb: "cancel" | "revoke",
  body: { cancelReasonCategory?: string; cancelReasonCode?: string; cancelReasonDescription?: string },
): TerminationReason {
  const names = { category: "cancelReasonCategory", code: "cancelReasonCode" };
  const pair = reasonPair(body.cancelReasonCategory, body.cancelReasonCode, names);
  const fallback = DEFAULT_REASONS[verb === "cancel" ? "CANCELLED" : "REVOKED"];
  return { ...(pair ?? fallback), description: body.cancelReasonDescription ?? null };
}
