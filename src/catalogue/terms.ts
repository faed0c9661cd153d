// What the catalogue says about one sale, put together: pinned in the entitlement, and renewed when an operation
// begins under a newer revision of the catalogue.
import type { ScalarRecord } from "../shared/scalars";
import type { Capabilities, Merchant, Product, Route } from "./schema";

export interface Terms {
  connector: string;
  connectorVersion: number;
  activation: "SYNC" | "ASYNC";
  verbs: string[];
  endOfPeriodCancel: boolean;
  limitPerCustomer: number;
  signUpTtlMs: number | null;
  confirmationTtlMs: number;
  sharesMerchantExtensionData: boolean;
  sharesWithMerchant: string[];
  routeExtensionData: ScalarRecord | null;
  /** Absent in what release 0.1.0 wrote, where every change could send the customer to a page. */
  userStepOnChange?: boolean;
  /** Verbs whose doubt the platform can clear by itself; absent: all of them. */
  resolves?: string[];
  /** The catalogue's revision that these terms are of; absent: older than any. */
  revision?: number;
}

/** What a reseller can do with a product: the connector's capabilities, narrowed by product and route. */
export function capabilitiesOf(
  merchant: Merchant,
  { capabilities: own }: Product,
  route: Route,
): Capabilities {
  const all = merchant.capabilities;
  const offered = own.verbs ?? all?.verbs ?? [];
  return {
    activation: own.activation ?? all?.activation ?? "ASYNC",
    verbs: offered.filter(
      (verb) => (all?.verbs.includes(verb) ?? true) && (route.verbs?.includes(verb) ?? true),
    ),
    endOfPeriodCancel: (own.endOfPeriodCancel ?? true) && (all?.endOfPeriodCancel ?? true),
    userStepOnChange: (own.userStepOnChange ?? true) && (all?.userStepOnChange ?? true),
    resolves: all?.resolves ?? ["create", ...offered],
  };
}

/** Pins merchant, product and route, as of a revision of the catalogue, into the terms of one sale. */
export function termsOf(merchant: Merchant, product: Product, route: Route, revision: number): Terms {
  return {
    connector: merchant.connector,
    connectorVersion: merchant.connectorVersion,
    ...capabilitiesOf(merchant, product, route),
    limitPerCustomer: route.limitPerCustomer,
    signUpTtlMs: product.signUpTtlMs,
    confirmationTtlMs: route.confirmationTtlMs,
    sharesMerchantExtensionData: route.sharesMerchantExtensionData,
    sharesWithMerchant: route.sharesWithMerchant,
    routeExtensionData: route.routeExtensionData,
    revision,
  };
}
