// Which values in results of jobs say who a customer is, under the names that columns and members have there; which are
// ids, of which each is the identifier as a whole or has nothing to do with it; and which are never about a customer.
import { ERASED_MEMBERS } from "../../shared/erased";
import type { Owner } from "../kind";

const CUSTOMER = ["ResellerCustomerId", "BookCustomer", "Customer"];

/** Of an entitlement that is erased. */
const PERSONAL = new Set<string>([
  ...ERASED_MEMBERS,
  ...CUSTOMER,
  "ExtensionData",
  // Of the system that it was imported from.
  "sourceEntitlementId",
]);

/** What the job's owner calls it: a reseller writes into it what it likes, a merchant's books are compared by it. */
const OWN_ID = ["ExternalEntitlementId", "ownId"];
const MERCHANTS_ID = ["MerchantEntitlementId", "merchantEntitlementId"];

const IDS = new Set<string>([
  ...CUSTOMER,
  ...OWN_ID,
  ...MERCHANTS_ID,
  "EntitlementId",
  "BangoEntitlementId",
  "entitlementId",
  "sourceEntitlementId",
  "externalEntitlementId",
  "customerIdentifier",
  "sharedCustomerId",
  "platformUserId",
]);

/** The platform's own words, numbers, and keys of the catalogue, whatever they look like. */
const OURS = new Set<string>(
  [
    "Row Status BookStatus CorrelationResult Calls MerchantAccountKey ProductKey BookProduct Product",
    "row version status action result outcome method field responseCode reason",
    "environment merchantAccountKey resellerKey productKey offerKey",
  ].flatMap((names) => names.split(" ")),
);

export type Party = Owner["party"];

/** Goes with the customer of an entitlement. */
export const isPersonal = (name: string, party: Party): boolean =>
  PERSONAL.has(name) || (party === "RESELLER" && OWN_ID.includes(name));

/** Goes if the customer's identifier is part of it. */
export const isMerchantsId = (name: string, party: Party): boolean =>
  MERCHANTS_ID.includes(name) || (party === "MERCHANT" && OWN_ID.includes(name));

/** Is the identifier, or is not about it. */
export const isId = (name: string): boolean => IDS.has(name);

/** Is never about a customer. */
export const isOurs = (name: string): boolean => OURS.has(name);

/** Data of the parties. */
export const isFree = (name: string): boolean => name === "extensionData" || name === "merchantExtensionData";

/** Of a line of CSV: whose it is, by what we know. */
export const ENTITLEMENT_COLUMNS = ["EntitlementId", "BangoEntitlementId", "entitlementId"];
export const CUSTOMER_COLUMNS = CUSTOMER;
