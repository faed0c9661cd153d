// The notification of an entitlement that nobody has: complete, made by the same functions as a real one, and with ids
// that nobody takes for one.
import type { Terms } from "../catalogue/terms";
import { nextEntry, type Entry } from "../entitlement/entry";
import { provisional } from "../entitlement/creation";
import { activated } from "../entitlement/machine/changes";
import { owed } from "../entitlement/outbox";
import { notificationBody } from "../entitlement/projected";
import type { Environment } from "../entitlement/state";

const SAMPLE_ID = "00000000-0000-8000-8000-000000000000";

/** The body of a sample for a reseller, as an `ACTIVATION_SUCCESS` has it. */
export function sampleBody(
  notificationId: string,
  to: { environment: Environment; resellerKey: string; url: string },
  now: number,
): string {
  const pseudonyms = { platformUserId: "sample-platform-user", sharedCustomerId: "sample-shared-customer" };
  const pending = provisional(
    {
      entitlementId: SAMPLE_ID,
      environment: to.environment,
      resellerKey: to.resellerKey,
      customerIdentifier: "sample-customer",
      merchantAccountKey: "SAMPLE_MERCHANT",
      productKey: "SAMPLE_PRODUCT",
      offerKey: "SAMPLE_OFFER",
      notificationUrl: to.url,
      dateExpiry: null,
      externalEntitlementId: "sample-order",
      extensionData: { sample: true },
      entitlementDisplayName: "Sample product",
      terms: TERMS,
      createHash: "",
    },
    pseudonyms,
    now,
  );
  const stamp = { now, actor: { side: "MERCHANT", name: "SAMPLE_MERCHANT" }, command: "activate" } as const;
  const { state, event } = activated(
    pending,
    { merchantEntitlementId: "sample-merchant-entitlement", activationCode: "SAMPLE-CODE" },
    stamp,
  );
  const notification = owed(notificationId, "ACTIVATION_SUCCESS", null, null, now);
  const entry: Entry = { ...nextEntry(null, state, event, now), notification };
  return JSON.stringify(notificationBody(entry));
}

const TERMS: Terms = {
  connector: "sample",
  connectorVersion: 1,
  activation: "SYNC",
  verbs: [],
  endOfPeriodCancel: false,
  limitPerCustomer: 1,
  signUpTtlMs: null,
  confirmationTtlMs: 0,
  sharesMerchantExtensionData: false,
  sharesWithMerchant: [],
  routeExtensionData: null,
};
