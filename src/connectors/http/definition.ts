// What a catalogue says about a merchant's HTTP API: per operation a request and ordered rules for the answer. Read
// strictly: a field that is not known here, an expression that does not compile and a name that does not exist are
// refused with their path.
import * as z from "zod";
import type { ConnectorKind } from "../kind";
import { checkDefinition } from "./checks";
import { httpConnector } from "./connector";
import { describe } from "./describe";
import { Expression, Headers, SecretiveExpression, SecretRef, TemplateText, TextOrSecret } from "./fields";
import { ANSWER_FORMATS, REQUEST_FORMATS } from "./payload";

const HttpUrl = z
  .url({ protocol: /^https?$/, error: "Must be an absolute http or https URL." })
  .max(2_048)
  .refine((url) => !/[{}?#\s\\]/.test(url), "Must be literal, without query, fragment or placeholders.");

const TokenUrl = z
  .url({ protocol: /^https?$/, error: "Must be an absolute http or https URL." })
  .max(2_048)
  .refine((url) => !/[{}#\s\\]/.test(url), "Must be literal, without fragment or placeholders.");

const Authentication = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("none") }),
    z.strictObject({ type: z.literal("basic"), username: TextOrSecret, password: SecretRef }),
    z.strictObject({ type: z.literal("bearer"), token: SecretRef }),
    z.strictObject({
      type: z.literal("apiKey"),
      header: z
        .string()
        .regex(/^[\w-]{1,100}$/, "Must be a header name.")
        .default("X-Api-Key"),
      key: SecretRef,
    }),
    z.strictObject({
      type: z.literal("oauth2"),
      tokenUrl: TokenUrl,
      clientId: TextOrSecret,
      clientSecret: SecretRef,
      scope: z.string().max(1_000).optional(),
      audience: z.string().max(1_000).optional(),
      clientAuthentication: z.enum(["basic", "body"]).default("basic"),
    }),
  ],
  { error: "Must have a type: none, basic, bearer, apiKey or oauth2." },
);
export type Authentication = z.infer<typeof Authentication>;

const STATUS = 'Must be a status, a class as in "2xx", or a list of them.';
const Status = z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, STATUS)], { error: STATUS });

const when = {
  status: z.union([Status, z.array(Status).min(1)], { error: STATUS }).optional(),
  when: Expression.optional(),
};
const mapping = Expression.optional();

const Rule = z.discriminatedUnion(
  "outcome",
  [
    z.strictObject({
      outcome: z.literal("completed"),
      ...when,
      merchantEntitlementId: mapping,
      activationCode: mapping,
      terminationDate: mapping,
      merchantExtensionData: mapping,
    }),
    z.strictObject({
      outcome: z.literal("actionRequired"),
      ...when,
      url: Expression,
      urlExpiry: mapping,
      merchantEntitlementId: mapping,
      merchantExtensionData: mapping,
    }),
    z.strictObject({ outcome: z.literal("accepted"), ...when, merchantEntitlementId: mapping }),
    z.strictObject({
      outcome: z.literal("rejected"),
      ...when,
      reason: z
        .enum(["CUSTOMER_NOT_ELIGIBLE", "MERCHANT_REJECTED", "MERCHANT_UNAVAILABLE", "NOT_FOUND"])
        .default("MERCHANT_REJECTED"),
      merchantCode: mapping,
      message: mapping,
    }),
    z.strictObject({ outcome: z.literal("unknown"), ...when }),
  ],
  { error: "Must have an outcome: completed, actionRequired, accepted, rejected or unknown." },
);
export type Rule = z.infer<typeof Rule>;

const Operation = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  url: TemplateText.optional(),
  headers: Headers.default({}),
  body: SecretiveExpression.optional(),
  format: z.enum(REQUEST_FORMATS).default("json"),
  answer: z.enum(ANSWER_FORMATS).optional(),
  idempotent: z.boolean().optional(),
  responses: z.array(Rule).min(1, "Must have a rule at least.").max(100),
});
export type Operation = z.infer<typeof Operation>;

export const HttpDefinition = z.strictObject({
  type: z.literal("http").optional(),
  baseUrl: HttpUrl.optional(),
  authentication: Authentication.default({ type: "none" }),
  headers: Headers.default({}),
  activation: z.enum(["SYNC", "ASYNC"]).optional(),
  operations: z.strictObject({
    create: Operation,
    activationInfo: Operation.optional(),
    update: Operation.optional(),
    suspend: Operation.optional(),
    resume: Operation.optional(),
    terminate: Operation.optional(),
    undo: Operation.optional(),
    status: Operation.optional(),
  }),
});
export type HttpDefinition = z.infer<typeof HttpDefinition>;

/** Merchants with an HTTP API, described by the catalogue alone. */
export const http: ConnectorKind = {
  kind: "http",
  definition: HttpDefinition.superRefine(checkDefinition).transform((definition) => ({
    ...describe(definition),
    connect: (env, merchant) => httpConnector(definition, env, merchant),
  })),
};
