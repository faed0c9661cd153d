// What the members of requests mean, by name: of bodies and of query strings. A name that means something else in one body
// stands here with that body's name before it. The document is not made while one of them is missing.
import { TERMINATION_REASONS } from "../api/terminationReasons";
import type { Schema } from "./schema";

const pairs = Object.entries(TERMINATION_REASONS)
  .map(([category, codes]) => `\`${category}\` with ${codes.map((code) => `\`${code}\``).join(", ")}`)
  .join("; ");

const MEANINGS: Readonly<Record<string, string>> = {
  about: "For `status`: the operation in doubt.",
  activation: "`ASYNC`: somebody has to do something before it is active.",
  activationCode: "For the customer.",
  activationUrl: "Where the customer signs up, http or https.",
  after: "The `nextCursor` of the page before.",
  advanceSeconds: "How far from where the clock is, or is being moved to. This or `advanceTo`.",
  advanceTo: "A later time of the clock. This or `advanceSeconds`.",
  audience: "For the token.",
  "MerchantCertificationBody.activation": "As in the catalogue's preset `standard`.",
  authentication: "What is sent with every notification beside the signature.",
  "MerchantCertificationBody.authentication": "As in the catalogue: secrets by their names.",
  baseUrl: "Of your standard merchant API. Absent: the one that your connector in the sandbox speaks to.",
  cancelReasonCategory: `With its code, or neither. ${pairs}.`,
  cancelReasonCode: "One of its category.",
  cancelReasonDescription: "In your own words.",
  capabilities: "Where the product can do less than its merchant's connector.",
  catalogue: "The document: what there should be.",
  charset: "Of CSV; NDJSON is always UTF-8.",
  clientAuthentication: "Where the client's secret goes.",
  clientId: "At the reseller's OAuth2 server.",
  clientSecret: "Absent: what is stored.",
  confirmationTtlMs: "How long a merchant's confirmation is awaited.",
  connector: "How the merchant is asked: a `type` or a `preset`, and what belongs to it.",
  credentials: "Who may call.",
  cursor: "The `nextCursor` of the page before.",
  customerIdentifier: "Your own name for the customer.",
  "FindBody.customerIdentifier": "The reseller's customer; with `environment` and `resellerKey`.",
  "OrderBody.customerIdentifier": "Absent: one nobody knows.",
  "TryBody.customerIdentifier": "As a merchant sees it where the route shares it.",
  dateEnded: "Alone, and only null: undoes a cancellation.",
  dateExpiry: "When it ends whatever happens; in the future.",
  day: "The first day, UTC.",
  defaultNotificationUrl: "For entitlements that have no URL of their own.",
  dryRun: "`true`: decides, and does nothing.",
  endOfPeriodCancel: "A cancel can leave access until the paid period ends.",
  entitlementBenefits: "Alone: `SUSPENDED` suspends, `NORMAL` resumes.",
  entitlementId: "Of the entitlement.",
  environment: "Which environment.",
  extensionData: "Your own data; replaces what was there.",
  externalEntitlementId: "The reseller's own id; it need not be unique.",
  force: "Apply although entitlements would lose something that they need.",
  format: "As CSV, or as one JSON object per line.",
  frequency: "Daily, weekly or monthly.",
  from: "The beginning, included.",
  id: "The user name of Basic, without a colon.",
  immediate: "Whether it ends at once.",
  ipRanges: "Addresses and CIDR ranges that it may be used from.",
  keepPrevious: "Whether the former secret works on.",
  kind: "What the job does.",
  key: "Sent as `X-Api-Key`. Absent: what is stored.",
  limit: "How many at most.",
  limitPerCustomer: "Entitlements that one customer may hold at the merchant at a time.",
  merchantAccountKey: "The merchant.",
  merchantEntitlementId: "The merchant's own id.",
  merchantExtensionData: "The merchant's own data; replaces what was there.",
  merchants: "Merchants, and how they are asked.",
  message: "For the history.",
  name: "For people.",
  notificationId: "Of one notification; absent: all.",
  notificationUrl: "Where changes are notified to, https. Absent: to your default.",
  offerKey: "The offer of the product.",
  offerKeys: "Offers of the product.",
  only: "`PREVIOUS`: just the older secret.",
  operation: "What the merchant would be asked.",
  operationId: "The `Idempotency-Key` that you were sent.",
  operations: "Those that your API has. Absent: as in the preset `standard`.",
  organisation: "The key of the organisation.",
  outcome: "What became of it.",
  party: "What it is to the platform.",
  password: "Absent: what is stored.",
  productDescription: "For customers.",
  productKey: "The product.",
  productLogoURL: "Of a picture.",
  productName: "What customers know it as.",
  productTermsURL: "Of the terms that customers agree to.",
  products: "What merchants sell.",
  reason: "Why. It is recorded.",
  reasonCategory: `With its code, or neither. ${pairs}.`,
  reasonCode: "Why there is no access.",
  "TerminateBody.reasonCode": "One of its category.",
  reasonDescription: "In your own words.",
  resellerKey: "The reseller.",
  resellers: "Resellers, and how they are notified.",
  revoke: "Whether what has not ended is revoked first.",
  revoked: "Absent: what is stored.",
  routeExtensionData: "Sent to the merchant with every request.",
  routes: "Which reseller sells for which merchant, and how.",
  scope: "For the token.",
  secrets: "Newest first; absent keeps what is stored.",
  "CatalogueDocument.merchants.secrets": "By name; one that is absent keeps what is stored, null forgets it.",
  "MerchantCertificationBody.secrets": "By name; for this run only.",
  send: "Whether a merchant is really asked; needs a `reason`.",
  sharesMerchantExtensionData: "Whether the reseller sees the merchant's data.",
  sharesWithMerchant: "What of the reseller's the merchant sees.",
  signUpTtlMs: "How long a customer has to sign up.",
  signingSecrets: "`whsec_…` or `whsk_…`, newest first; absent keeps what is stored.",
  since: "Not what began before.",
  state: "Only jobs that stand so.",
  status: "Only what is in this state.",
  "ReplayBody.status": "Everything that was given up; with `since`.",
  "ReportBody.status": "One status, or a list of them.",
  terminationDate: "Until when there is access.",
  to: "The end.",
  token: "Sent as a bearer token. Absent: what is stored.",
  "ResolveBody.token": "The token of the link by which the customer came.",
  tokenUrl: "Of the reseller's OAuth2 server.",
  type: "Which one.",
  "CatalogueDocument.resellers.authentication.type": "How notifications are authenticated.",
  updatedSince: "Changed at that time or later.",
  url: "Where to send it; absent: to your default.",
  urlExpiry: "Until when the URL is valid.",
  userStepOnChange: "A change of product can send the customer to a page.",
  username: "The user name of Basic.",
  verbs: "The verbs that are possible; absent: all that the connector has.",
  version: "Of the connector.",
};

/** What a member means; throws where nobody has said it. */
export function meaningOf(path: string): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const meaning = MEANINGS[path] ?? MEANINGS[name];
  if (meaning === undefined) throw new Error(`Say in src/openapi/meanings.ts what ${path} means.`);
  return meaning;
}

/** A schema whose members, at every depth, say what they mean. */
export function explained(schema: Schema, path: string): Schema {
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (keyword === "properties") return [keyword, explainedMembers(value as Record<string, Schema>, path)];
    if (Array.isArray(value))
      return [keyword, value.map((one) => (isSchema(one) ? explained(one, path) : one))];
    return [keyword, isSchema(value) && keyword !== "default" ? explained(value, path) : value];
  });
  return Object.fromEntries(entries);
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const explainedMembers = (members: Record<string, Schema>, path: string): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]) => {
      const below = `${path}.${name}`;
      return [name, { ...explained(member, below), description: meaningOf(below) }];
    }),
  );
