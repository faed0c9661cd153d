// The notification of an entitlement that nobody has: complete, made by the same functions as a real one, and with ids
// that nobody takes for one.
import type { Terms } from "../catalogue/terms";
import { nextEntry, type Entry } from "./entry";
import { provisional } from "./creation";
import { activated, suspended } from "./machine/changes";
import { owed } from "./outbox";
import { notificationBody } from "./projected";
import type { Environment, NotificationReason, Step } from "./state";

const SAMPLE_ID = "00000000-0000-8000-8000-000000000000";

interface SampleOf {
  environment: Environment;
  resellerKey: string;
  url: string;
  /** Told apart from other samples where a receiver keeps what it gets. */
  entitlementId?: string;
}

/** The body of a sample for a reseller: of version 1 an `ACTIVATION_SUCCESS`, of version 2 a `SUSPENSION_SUCCESS`. */
export function sampleBody(notificationId: string, to: SampleOf, now: number, version: 1 | 2 = 1): string {
  const first = active(to, now);
  if (version === 1) return bodyOf(notificationId, first, "ACTIVATION_SUCCESS", null, now);
  const stamp = { now, actor: { side: "RESELLER", name: to.resellerKey }, command: "suspend" } as const;
  const second = suspended(first.state, "RESELLER", {}, stamp);
  return bodyOf(notificationId, second, "SUSPENSION_SUCCESS", 1, now);
}

function bodyOf(
  notificationId: string,
  { state, event }: Step,
  reason: NotificationReason,
  previousVersion: number | null,
  now: number,
): string {
  const notification = owed(notificationId, reason, previousVersion, null, now);
  const entry: Entry = { ...nextEntry(null, state, event, now), notification };
  return JSON.stringify(notificationBody(entry));
}

function active({ environment, resellerKey, url, entitlementId = SAMPLE_ID }: SampleOf, now: number): Step {
  const pseudonyms = { platformUserId: "sample-platform-user", sharedCustomerId: "sample-shared-customer" };
  const pending = provisional(
    {
      entitlementId,
      environment,
      resellerKey,
      customerIdentifier: "sample-customer",
      merchantAccountKey: "SAMPLE_MERCHANT",
      productKey: "SAMPLE_PRODUCT",
      offerKey: "SAMPLE_OFFER",
      notificationUrl: url,
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
  const handedOver = { merchantEntitlementId: "sample-merchant-entitlement", activationCode: "SAMPLE-CODE" };
  const actor = { side: "MERCHANT", name: "SAMPLE_MERCHANT" } as const;
  return activated(pending, handedOver, { now, actor, command: "activate" });
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
