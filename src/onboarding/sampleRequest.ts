// A request to a merchant as the platform would make it for a sale that there is not: what is asked for, and samples from
// the catalogue for the rest. For whoever tries a connector or has it certified.
import type { Catalogue } from "../catalogue/store";
import type { MerchantOperation, MerchantRequest } from "../connectors/contract";
import { randomId } from "../entitlement/id";

/** What is absent gets a sample. */
interface Asked {
  environment: "sandbox" | "live";
  merchantAccountKey: string;
  operation: MerchantOperation;
  productKey?: string | undefined;
  offerKey?: string | undefined;
  resellerKey?: string | undefined;
  merchantEntitlementId?: string | undefined;
  customerIdentifier?: string | undefined;
  immediate?: boolean | undefined;
  about?: MerchantOperation | undefined;
}

/** A request as the platform would make it. */
export function sampleRequest(catalogue: Catalogue, given: Asked): MerchantRequest {
  const { environment, merchantAccountKey, operation } = given;
  const ours = { environment, merchantAccountKey };
  const product = catalogue
    .all("product")
    .find((one) => matches(one, { ...ours, productKey: given.productKey }));
  const route = catalogue
    .all("route")
    .find((one) => matches(one, { ...ours, resellerKey: given.resellerKey }));
  const shares = route?.sharesWithMerchant ?? [];
  const productKey = given.productKey ?? product?.productKey ?? "SAMPLE_PRODUCT";
  const offerKey = given.offerKey ?? product?.offerKeys[0] ?? null;
  const entitlementId = randomId(0);
  const about = {
    operation: given.about ?? "create",
    requestId: crypto.randomUUID(),
    immediate: given.immediate ?? null,
  };
  return {
    ...ours,
    operation,
    requestId: crypto.randomUUID(),
    entitlementId,
    merchantEntitlementId: given.merchantEntitlementId ?? entitlementId,
    resellerKey: given.resellerKey ?? route?.resellerKey ?? "SAMPLE_RESELLER",
    sharedCustomerId: crypto.randomUUID(),
    productKey,
    offerKey,
    previous: operation === "update" ? { productKey, offerKey } : null,
    immediate: operation === "terminate" ? (given.immediate ?? false) : null,
    merchantExtensionData: null,
    routeExtensionData: route?.routeExtensionData ?? null,
    customerIdentifier:
      given.customerIdentifier ?? (shares.includes("customerIdentifier") ? "sample-customer" : null),
    extensionData: shares.includes("extensionData") ? {} : null,
    about: operation === "status" ? about : null,
    magicNumber: null,
  };
}

/** Whether an item has every value that is given. */
const matches = <T extends object>(item: T, wanted: { [field in keyof T]?: unknown }): boolean =>
  (Object.keys(wanted) as (keyof T)[]).every(
    (field) => wanted[field] === undefined || wanted[field] === item[field],
  );
