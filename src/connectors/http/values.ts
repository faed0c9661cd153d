// What templates and expressions may speak of: the request in the platform's words, and a few things beside it.
// Magic numbers are the sandbox's own and not among them.
import { iso } from "../../shared/clock";
import type { MerchantRequest } from "../contract";
import { LANDING_TOKEN_TTL_MS, landingToken } from "../landing";

const REQUEST_FIELDS = [
  "operation",
  "requestId",
  "environment",
  "entitlementId",
  "merchantEntitlementId",
  "merchantAccountKey",
  "resellerKey",
  "sharedCustomerId",
  "productKey",
  "offerKey",
  "immediate",
  "customerIdentifier",
  "previous",
  "about",
  "merchantExtensionData",
  "routeExtensionData",
  "extensionData",
] as const satisfies (keyof MerchantRequest)[];

/** Names that have members; null: any member. */
const MEMBERS: Record<string, readonly string[] | null> = {
  previous: ["productKey", "offerKey"],
  about: ["operation", "requestId", "immediate"],
  merchantExtensionData: null,
  routeExtensionData: null,
  extensionData: null,
  secrets: null,
};

const NAMES: readonly string[] = [
  ...REQUEST_FIELDS,
  "publicUrl",
  "now",
  "landingToken",
  "landingTokenExpiry",
  "secrets",
];

/** The values of one request by name; secrets are added where they may be seen. */
export type Values = Readonly<Record<string, unknown>>;

/** What is wrong with a name in a template, or null. */
export function problemOfName([name = "", member, ...more]: readonly string[]): string | null {
  if (!NAMES.includes(name)) return `Unknown name {${name}}; known are ${NAMES.join(", ")}.`;
  const members = MEMBERS[name];
  if (members === undefined)
    return member === undefined ? null : `{${name}} has no members, so {${name}.${member}} is unknown.`;
  const known = members === null ? "NAME" : members.join(", ");
  if (member === undefined || more.length > 0) return `{${name}} needs exactly one member: ${known}.`;
  return members === null || members.includes(member)
    ? null
    : `Unknown name {${name}.${member}}; its members are ${known}.`;
}

/** The values of a request, as of now (epoch milliseconds). */
export async function valuesOf(
  request: MerchantRequest,
  { publicUrl, landingKey, now }: { publicUrl: string; landingKey: string; now: number },
): Promise<Values> {
  const expiry = now + LANDING_TOKEN_TTL_MS;
  return {
    ...Object.fromEntries(REQUEST_FIELDS.map((field) => [field, request[field]])),
    publicUrl,
    now: iso(now),
    landingToken: await landingToken(landingKey, request.entitlementId, expiry),
    landingTokenExpiry: iso(expiry),
  };
}

/** The value of a name, or of a member; undefined where there is none. */
export function lookUp(values: Values, path: readonly string[]): unknown {
  let value: unknown = values;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Values)[name];
  }
  return value;
}
