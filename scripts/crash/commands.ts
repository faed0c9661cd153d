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

/** The request of a command; null where it cannot be sent. */
export function orderOf(name: CommandName, sale: Sale, random: Random): Order | null {
  const id = sale.entitlementId;
  if (id === null) return null;
  const { credentials } = sale.reseller;
  const post = (verb: Effect, weights = OTHERS): Order => ({
    effect: verb,
    path: `/v1/entitlement/${verb}/${id}`,
    ask: { as: credentials, body: {} },
    magic: magicOf(sale, random, weights),
  });
  const patch = (effect: Effect, body: object, magic: string | null): Order => ({
    effect,
    path: `/v1/entitlement/${id}`,
    ask: { as: credentials, method: "PATCH", body },
    magic,
  });
  const get = (path: string): Order => ({
    effect: "nothing",
    path: `${path}/${id}`,
    ask: { as: credentials, method: "GET" },
    magic: null,
  });
  const merchant = (verb: string, effect: Effect, body: object): Order => ({
    effect,
    path: `/merchant/v1/entitlement/${verb}/${id}`,
    ask: { as: MERCHANT_CREDENTIALS[sale.merchantAccountKey] ?? "", body },
    magic: null,
  });
  switch (name) {
    case "suspend":
    case "resume":
    case "undo":
      return post(name);
    case "cancel":
      return post(name, CANCELS);
    case "revoke":
      return post(name, REVOKES);
    case "fields":
      return patch("fields", { externalEntitlementId: `order-${random.between(0, 2 ** 31)}` }, null);
    case "product":
      return patch(
        "product",
        { offerKey: random.pick(["STANDARD", "BUNDLE"]) },
        magicOf(sale, random, PRODUCTS),
      );
    case "expire": {
      const dateExpiry = Date.now() + random.between(...SOON_MS);
      sale.expiries.push(dateExpiry);
      return patch("fields", { dateExpiry: new Date(dateExpiry).toISOString() }, null);
    }
    case "look":
      return get("/v1/entitlement");
    case "link":
      return get("/v1/entitlement/activationInfo");
    case "merchantSuspends":
      return merchant("suspend", "merchant suspend", {});
    case "merchantResumes":
      return merchant("resume", "merchant resume", {});
    case "merchantTerminates":
      return merchant("terminate", "merchant terminate", { immediate: false });
    case "signUp":
      return null;
  }
}
