// What is in every catalogue without standing in one: the sandbox reseller, and its route to each merchant. It exists in
// the sandbox only, orders when a merchant asks it to (api/sandboxOrders.ts), and is a reseller like any other otherwise.
import type { Reseller, Route } from "./schema";

export const SANDBOX_RESELLER = "SANDBOX_RESELLER";

/** Its signing secret is none of the catalogue's: see resellerSecrets.ts. */
const RESELLER: Reseller = {
  environment: "sandbox",
  resellerKey: SANDBOX_RESELLER,
  name: "Sandbox reseller",
  defaultNotificationUrl: null,
  authentication: { type: "none" },
  signingSecrets: ["whsec_"],
};

export const isSandboxReseller = (reseller: Reseller): boolean => reseller === RESELLER;

const routeTo = (merchantAccountKey: string): Route => ({
  environment: "sandbox",
  resellerKey: SANDBOX_RESELLER,
  merchantAccountKey,
  limitPerCustomer: 1,
  verbs: null,
  confirmationTtlMs: 24 * 3_600_000,
  sharesMerchantExtensionData: true,
  sharesWithMerchant: [],
  routeExtensionData: null,
});

/** The built-in item of a key, or null. A route that an operator defines for it is taken instead. */
export function builtIn(kind: string, [environment, resellerKey, merchantAccountKey]: string[]) {
  if (environment !== "sandbox" || resellerKey !== SANDBOX_RESELLER) return null;
  if (kind === "reseller") return RESELLER;
  return kind === "route" && merchantAccountKey !== undefined ? routeTo(merchantAccountKey) : null;
}
