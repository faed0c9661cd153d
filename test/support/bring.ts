// An entitlement that is brought by hand: its object is called directly.
import type { Bringing } from "../../src/entitlement/importing";
import { randomId } from "../../src/entitlement/id";
import type { Imported } from "../../src/entitlement/machine/imported";
import { clock } from "../../src/shared/clock";
import { TERMS } from "./world";

/** A checked record, `ACTIVE` and with nothing that need not be. */
export const brought = (changes: Partial<Imported> = {}): Imported => ({
  entitlementId: randomId(0),
  environment: "sandbox",
  resellerKey: "TELCO",
  customerIdentifier: crypto.randomUUID(),
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
  offerKey: null,
  entitlementDisplayName: "Music",
  terms: TERMS,
  notificationUrl: "https://reseller.invalid/hook",
  externalEntitlementId: null,
  merchantEntitlementId: null,
  platformUserId: null,
  sharedCustomerId: null,
  activationCode: null,
  extensionData: null,
  merchantExtensionData: null,
  status: "ACTIVE",
  dateCreated: null,
  dateActivated: null,
  dateSuspended: null,
  dateResumed: null,
  dateExpiry: null,
  dateEnded: null,
  terminationReason: null,
  suspendedBy: null,
  endingBy: null,
  createHash: "hash",
  imported: { jobId: "job-1", row: 1 },
  ...changes,
});

export const bringing = (changes: Partial<Bringing> = {}): Bringing => ({
  actor: { side: "OPERATOR", name: "operator" },
  now: clock.now(),
  dryRun: false,
  notify: false,
  ...changes,
});
