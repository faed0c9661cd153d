// The catalogue as one document: what a file holds and PUT /admin/v1/catalogue takes. It says what should be, in the
// terms of resellers and merchants; what is stored of it is compiled (compile.ts). A section that is absent is left
// alone, one that is present is the whole of its kind. Null means absent.
import * as z from "zod";
import { SANDBOX_RESELLER } from "../catalogue/builtIn";
import {
  basicName,
  basicPart,
  CAPABILITY_VERBS,
  Environment,
  headerToken,
  signingSecret,
} from "../catalogue/schema";
import { isIpRange } from "../shared/ipRange";
import { ScalarRecord } from "../shared/scalars";
import { text } from "../shared/text";

const key = text(255);
const url = z.url({ protocol: /^https?$/, error: "Must be an http or https URL." }).max(2_048);
const positive = z.number().int().positive();
const verbs = z.array(z.enum(CAPABILITY_VERBS));

/** Checked by the kind of connector that it names, see connector.ts. */
const ConnectorEntry = z.record(z.string(), z.json(), {
  error: "Must be an object with a type or a preset.",
});

const MerchantEntry = z.strictObject({
  environment: Environment,
  merchantAccountKey: key,
  name: text(255),
  connector: ConnectorEntry,
  /** By name; a name that is absent keeps what is stored, null forgets it. */
  secrets: z.record(key, z.string().min(1, "Must not be empty.").max(4_096).nullable()).nullish(),
});
export type MerchantEntry = z.infer<typeof MerchantEntry>;

const ProductEntry = z.strictObject({
  environment: Environment,
  merchantAccountKey: key,
  productKey: key,
  offerKeys: z.array(key).nullish(),
  productName: text(255),
  productDescription: text(4_000).nullish(),
  productLogoURL: url.nullish(),
  productTermsURL: url.nullish(),
  capabilities: z
    .strictObject({
      activation: z.enum(["SYNC", "ASYNC"]).nullish(),
      verbs: verbs.nullish(),
      endOfPeriodCancel: z.boolean().nullish(),
      userStepOnChange: z.boolean().nullish(),
    })
    .nullish(),
  signUpTtlMs: positive.nullish(),
});
export type ProductEntry = z.infer<typeof ProductEntry>;

const RouteEntry = z.strictObject({
  environment: Environment,
  resellerKey: key,
  merchantAccountKey: key,
  limitPerCustomer: positive.nullish(),
  verbs: verbs.nullish(),
  confirmationTtlMs: positive.nullish(),
  sharesMerchantExtensionData: z.boolean().nullish(),
  sharesWithMerchant: z.array(z.enum(["customerIdentifier", "extensionData"])).nullish(),
  routeExtensionData: ScalarRecord.nullish(),
});
export type RouteEntry = z.infer<typeof RouteEntry>;

/** A secret that is absent keeps what is stored. */
const AuthenticationEntry = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none") }),
  z.strictObject({ type: z.literal("basic"), username: basicName, password: basicPart.nullish() }),
  z.strictObject({ type: z.literal("apiKey"), key: headerToken.nullish() }),
  z.strictObject({ type: z.literal("bearer"), token: headerToken.nullish() }),
  z.strictObject({
    type: z.literal("oauth2"),
    tokenUrl: z.string(),
    clientId: basicPart,
    clientSecret: basicPart.nullish(),
    scope: text(1_000).nullish(),
    audience: text(1_000).nullish(),
    clientAuthentication: z.enum(["basic", "body"]).default("basic"),
  }),
]);
export type AuthenticationEntry = z.infer<typeof AuthenticationEntry>;

const ResellerEntry = z.strictObject({
  environment: Environment,
  resellerKey: key.refine((one) => one !== SANDBOX_RESELLER, `${SANDBOX_RESELLER} is built in.`),
  name: text(255),
  defaultNotificationUrl: z.string().nullish(),
  authentication: AuthenticationEntry.nullish(),
  /** Newest first; absent keeps what is stored. */
  signingSecrets: z.array(signingSecret).min(1).max(4).nullish(),
});
export type ResellerEntry = z.infer<typeof ResellerEntry>;

/** What names a credential: the user name of Basic, which knows no colon (RFC 7617 §2). */
export const credentialId = key.refine((id) => !id.includes(":"), "Must not contain a colon.");

export const ipRanges = z.array(z.string().refine(isIpRange, "Must be an address or CIDR range.")).min(1);

const CredentialEntry = z.strictObject({
  id: credentialId,
  party: z.enum(["RESELLER", "MERCHANT", "OPERATOR"]),
  organisation: key,
  environment: Environment.nullish(),
  /** Newest first; absent keeps what is stored. */
  secrets: z.array(text(1_024)).min(1).max(2).nullish(),
  ipRanges: ipRanges.nullish(),
  /** Absent keeps what is stored: a file never brings a revoked credential back by silence. */
  revoked: z.boolean().nullish(),
});
export type CredentialEntry = z.infer<typeof CredentialEntry>;

/** The document as it is after the look for references. */
export const Sections = z.strictObject({
  merchants: z.array(MerchantEntry).nullish(),
  products: z.array(ProductEntry).nullish(),
  routes: z.array(RouteEntry).nullish(),
  resellers: z.array(ResellerEntry).nullish(),
  credentials: z.array(CredentialEntry).nullish(),
});
export type Document = z.infer<typeof Sections>;

const REFERENCE = /^env:[A-Za-z_]\w*$/;
const NOT_REPLACED =
  "A reference to the environment, which only `npm run catalogue` replaces. Send the value itself.";

/** Refuses what the command line should have replaced, before a schema says something less helpful about it. */
function refuseReferences(
  value: unknown,
  refuse: (path: (string | number)[]) => void,
  path: (string | number)[] = [],
) {
  if (typeof value === "string" && REFERENCE.test(value)) refuse(path);
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value))
    refuseReferences(member, refuse, [...path, Array.isArray(value) ? Number(name) : name]);
}

export const Document: z.ZodType<Document> = z
  .unknown()
  .superRefine((value, context) =>
    refuseReferences(value, (path) => context.addIssue({ code: "custom", path, message: NOT_REPLACED })),
  )
  .pipe(Sections);
