// The headers that requests may have and answers may carry, and the parameters of paths.
import { RANGE_TYPES } from "../api/reportRange";
import { MAGIC_NUMBERS } from "../sandbox/scenario";
import { CERTIFICATION_ID, ENTITLEMENT_ID, JOB_ID, REQUEST_ID } from "./answers/fields";
import type { AnswerHeader, RequestHeader } from "./operation";
import type { Schema } from "./schema";

interface Said {
  description: string;
  schema: Schema;
  example?: string;
}

const key: Schema = { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x20-\\x7e]+$" };

/** What a caller may send beside its credentials. */
export const REQUEST_HEADERS: Record<RequestHeader | "X-Request-Id", Said> = {
  "X-Request-Id": {
    description: "Echoed, where it is of this form; else the answer has one of ours.",
    schema: { type: "string", pattern: "^[A-Za-z0-9._:-]{1,128}$", maxLength: 128 },
    example: REQUEST_ID,
  },
  "X-RequestIdentifier": {
    description: "The idempotency key, under the reference system's name. Send this or `Idempotency-Key`.",
    schema: key,
    example: "order-4711",
  },
  "Idempotency-Key": {
    description: "The idempotency key, quoted (RFC 9651) or bare.",
    schema: key,
    example: "order-4711",
  },
  "If-Match": {
    description: "Only if the version is one of these; of an `ETag` the part before `-` counts.",
    schema: { type: "string", maxLength: 1_000 },
    example: '"3"',
  },
  "If-None-Match": {
    description: "304 where the `ETag` is still one of these.",
    schema: { type: "string", maxLength: 1_000 },
    example: '"3"',
  },
  "X-CustomerIdentifier": {
    description: "Of a customer of yours, in UTF-8.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "+4915100000001",
  },
  traceparent: {
    description: "Passed on to merchants and notifications (W3C Trace Context).",
    schema: { type: "string", pattern: "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", maxLength: 55 },
    example: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  },
};

/** The magic numbers of a verb. */
export const magicNumber = (verb: string): Said => ({
  description: "Sandbox only: the outcome that the built-in merchant has to have.",
  schema: {
    type: "string",
    enum: Object.entries(MAGIC_NUMBERS).flatMap(([number, verbs]) =>
      (verbs as readonly string[]).includes(verb) ? [number] : [],
    ),
  },
});

/** What an answer may carry. */
export const ANSWER_HEADERS: Record<
  AnswerHeader | "X-Request-Id" | "Retry-After" | "WWW-Authenticate",
  Said
> = {
  "X-Request-Id": {
    description: "Of this request; name it when you ask us.",
    schema: { type: "string", pattern: "^[A-Za-z0-9._:-]{1,128}$", maxLength: 128 },
  },
  ETag: {
    description:
      "The version in quotes; of an entitlement with `-` and the open operation behind it, or `erased` where its customer is.",
    schema: { type: "string" },
  },
  "Idempotent-Replayed": {
    description: "The answer was stored under this key before; nothing was done again.",
    schema: { type: "string", const: "true" },
  },
  Location: {
    description: "Where the job is.",
    schema: { type: "string" },
  },
  "Content-Disposition": {
    description: "The name to save it under.",
    schema: { type: "string" },
  },
  "Cache-Control": {
    description: "Who may keep it for how long.",
    schema: { type: "string" },
  },
  "Retry-After": {
    description: "Seconds after which to try again.",
    schema: { type: "integer", format: "int32", minimum: 0, maximum: 86_400 },
  },
  "WWW-Authenticate": {
    description: "How to authenticate (RFC 7617).",
    schema: { type: "string" },
  },
};

/** The parameters of paths by name. */
export const PATH_PARAMETERS: Readonly<Record<string, Required<Said>>> = {
  entitlementId: {
    description: "Of the entitlement. What is no UUID is as unknown as one of nobody's.",
    schema: { type: "string", format: "uuid", maxLength: 36 },
    example: ENTITLEMENT_ID,
  },
  echoRequestId: {
    description: "Anything; it comes back.",
    schema: { type: "string", minLength: 1, maxLength: 2_000 },
    example: "hello",
  },
  endpointId: {
    description: "Of the endpoint.",
    schema: { type: "string", pattern: "^[0-9a-f]{32}$", maxLength: 32 },
    example: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  },
  credentialId: {
    description: "Of the credential: the user name of Basic.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "telco-sandbox",
  },
  type: {
    description: "Which report.",
    schema: { type: "string", enum: Object.keys(RANGE_TYPES) },
    example: "active",
  },
  partner: {
    description:
      "The key of the other party: of the merchant in a reseller's file, of the reseller in a merchant's.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "MUSIC",
  },
  name: {
    description: "The name of the file.",
    schema: { type: "string", pattern: "^(AR|CR|ER|SR)_V1_[DWM]_\\d{4}-\\d\\d-\\d\\d\\.csv$", maxLength: 23 },
    example: "AR_V1_D_2030-01-31.csv",
  },
  jobId: {
    description: "Of the job.",
    schema: { type: "string", format: "uuid", maxLength: 36 },
    example: JOB_ID,
  },
  resultName: {
    description: "The name of the file: one of the job's `results`.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "rows.csv",
  },
  certificationId: {
    description: "Of the certification.",
    schema: { type: "string", format: "uuid", maxLength: 36 },
    example: CERTIFICATION_ID,
  },
  environment: {
    description: "Of the reseller.",
    schema: { type: "string", enum: ["sandbox", "live"] },
    example: "sandbox",
  },
  resellerKey: {
    description: "The reseller.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "TELCO",
  },
};
