// The commands of the load: what is sent, by whom, and what it can do. One row each.
import type { Ask } from "./client.ts";
import { MERCHANT_CREDENTIALS } from "./merchants.ts";
import type { Random } from "./random.ts";
import type { Effect, Sale } from "./record.ts";

export interface Order {
  effect: Effect;
  path: string;
  ask: Omit<Ask, "headers">;
  magic: string | null;
}

export type CommandName =
  | "suspend"
  | "resume"
  | "cancel"
  | "undo"
  | "revoke"
  | "fields"
  | "product"
  | "expire"
  | "look"
  | "link"
  | "merchantSuspends"
  | "merchantResumes"
  | "merchantTerminates"
  | "signUp";

/** How likely each is in a status; the last row is what no status expects, to see refusals. */
export const CHOICES: Record<string, Partial<Record<CommandName, number>>> = {
  PENDING: { signUp: 10, link: 2, fields: 2, cancel: 1, revoke: 1, expire: 1, look: 1 },
  ACTIVE: {
    suspend: 4,
    product: 4,
    cancel: 4,
    fields: 3,
    revoke: 1,
    expire: 1,
    look: 1,
    merchantSuspends: 1,
    merchantTerminates: 1,
  },
  SUSPENDED: { resume: 8, merchantResumes: 2, fields: 1, cancel: 1, revoke: 1, look: 1 },
  "ACTIVE-ENDING": { undo: 6, revoke: 1, fields: 1, look: 1 },
  FAILED: { look: 3, fields: 1, revoke: 1 },
  ANY: { suspend: 1, resume: 1, cancel: 1, undo: 1, fields: 1, product: 1, revoke: 1 },
};

const SOON_MS = [2_000, 12_000] as const;
const CANCELS = {
  none: 4,
  TERMINATE_RETURNS_DATE: 4,
  TERMINATE_RETURNS_DATE_SOON: 2,
  TERMINATE_RETURNS_ACCEPTED: 1,
  ANY_REQUEST_FAILS_ONCE: 1,
};
const REVOKES = { none: 4, TERMINATE_RETURNS_ACCEPTED: 1, ANY_REQUEST_FAILS_ONCE: 1 };
const PRODUCTS = { none: 4, UPDATE_RETURNS_ACTIVATION_REQUIRED: 1, ANY_REQUEST_FAILS_ONCE: 1 };
const OTHERS = { none: 5, ANY_REQUEST_FAILS_ONCE: 1 };

/** Magic numbers are the sandbox merchant's; others have faults of their own. */
const magicOf = (sale: Sale, random: Random, weights: Record<string, number>): string | null => {
  const chosen = random.weighted(weights);
  return chosen === "none" || sale.merchantAccountKey !== "MUSIC" ? null : chosen;
};

type Make = (sale: Sale, random: Random) => Order;

const post =
  (effect: Effect, weights = OTHERS): Make =>
  (sale, random) => ({
    effect,
    path: `/v1/entitlement/${effect}/${sale.entitlementId}`,
    ask: { as: sale.reseller.credentials, body: {} },
    magic: magicOf(sale, random, weights),
  });

const patch = (effect: Effect, sale: Sale, body: object, magic: string | null = null): Order => ({
  effect,
  path: `/v1/entitlement/${sale.entitlementId}`,
  ask: { as: sale.reseller.credentials, method: "PATCH", body },
  magic,
});

const get =
  (path: string): Make =>
  ({ entitlementId, reseller }) => ({
    effect: "nothing",
    path: `${path}/${entitlementId}`,
    ask: { as: reseller.credentials, method: "GET" },
    magic: null,
  });

const merchant =
  (verb: string, effect: Effect, body: object): Make =>
  ({ entitlementId, merchantAccountKey }) => ({
    effect,
    path: `/merchant/v1/entitlement/${verb}/${entitlementId}`,
    ask: { as: MERCHANT_CREDENTIALS[merchantAccountKey] ?? "", body },
    magic: null,
  });

const ORDERS: Record<Exclude<CommandName, "signUp">, Make> = {
  suspend: post("suspend"),
  resume: post("resume"),
  undo: post("undo"),
  cancel: post("cancel", CANCELS),
  revoke: post("revoke", REVOKES),
  fields: (sale, random) =>
    patch("fields", sale, { externalEntitlementId: `order-${random.between(0, 2 ** 31)}` }),
  product: (sale, random) =>
    patch(
      "product",
      sale,
      { offerKey: random.pick(["STANDARD", "BUNDLE"]) },
      magicOf(sale, random, PRODUCTS),
    ),
  expire(sale, random) {
    const dateExpiry = Date.now() + random.between(...SOON_MS);
    sale.expiries.push(dateExpiry);
    return patch("fields", sale, { dateExpiry: new Date(dateExpiry).toISOString() });
  },
  look: get("/v1/entitlement"),
  link: get("/v1/entitlement/activationInfo"),
  merchantSuspends: merchant("suspend", "merchant suspend", {}),
  merchantResumes: merchant("resume", "merchant resume", {}),
  merchantTerminates: merchant("terminate", "merchant terminate", { immediate: false }),
};

/** The request of a command to an entitlement that is known. */
export const orderOf = (name: keyof typeof ORDERS, sale: Sale, random: Random): Order =>
  ORDERS[name](sale, random);
