// The answers of an operation: successes as its row has them, and a failure per status with the reasons that it can have.
// Status, code and reason come from `api/reasons.ts`.
import { REASONS, type Reason } from "../api/reasons";
import type { Party } from "../api/authenticate";
import { ANSWER_HEADERS } from "./headers";
import type { AnswerHeader, Operation } from "./operation";
import { refTo, type Schema } from "./schema";
import type { Pool } from "./shared";

/** As much of a route as its answers follow from. */
export interface Answering {
  party: Party | null;
  path: string;
  /** What kind of body it takes. */
  takes: "json" | "other" | null;
}

const OFTEN: readonly Reason[] = ["INTERNAL_ERROR", "MAINTENANCE", "CATALOGUE_UNAVAILABLE"];

/** The reasons that follow from a route itself. */
function reasonsOf({ party, path, takes }: Answering): readonly Reason[] {
  return [
    ...OFTEN,
    ...(party === null ? [] : (["VALIDATION", "UNAUTHORIZED", "RATE_LIMITED"] as const)),
    ...(party === "RESELLER" ? (["UNKNOWN_MAGIC_NUMBER"] as const) : []),
    ...(path.includes(":") ? (["UNKNOWN_PATH"] as const) : []),
    ...(takes === null ? [] : (["BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const)),
    ...(takes === "json" ? (["MALFORMED_JSON"] as const) : []),
  ];
}

const DONE: Record<number, string> = {
  200: "Done.",
  202: "Begun: it is not final yet.",
  304: "Nothing has changed.",
};

/** Every answer, by status; `schemaOf` has the schema of a success. Equal failures are components. */
export function responsesOf(
  route: Answering,
  operation: Operation,
  schemaOf: (status: number) => Schema,
  pool: Pool,
): Record<string, unknown> {
  const responses: Record<string, unknown> = {};
  for (const [status, answer] of Object.entries(operation.answers))
    responses[status] = {
      description: DONE[Number(status)],
      headers: headersOf(givenWith(Number(status), operation.gives ?? [])),
      ...(answer !== null && { content: contentOf(answer === "report" ? null : schemaOf(Number(status))) }),
    };
  return { ...responses, ...failuresOf(route, operation, pool) };
}

const givenWith = (status: number, gives: readonly AnswerHeader[]): readonly AnswerHeader[] =>
  status === 304 ? gives.filter((header) => header === "ETag") : gives;

/** JSON, or a report in one of its two forms. */
const contentOf = (schema: Schema | null): Schema =>
  schema === null
    ? {
        "text/csv": { schema: { type: "string", description: "RFC 4180, with a header." } },
        "application/x-ndjson": { schema: { type: "string", description: "One JSON object per line." } },
      }
    : { "application/json": { schema } };

function failuresOf(route: Answering, operation: Operation, pool: Pool): Record<string, unknown> {
  const byStatus = new Map<number, Reason[]>();
  const all = new Set([...reasonsOf(route), ...(operation.reasons ?? [])]);
  for (const reason of Object.keys(REASONS) as Reason[]) {
    if (!all.has(reason)) continue;
    const { status } = REASONS[reason];
    byStatus.set(status, [...(byStatus.get(status) ?? []), reason]);
  }
  const replayed = operation.gives?.includes("Idempotent-Replayed") ?? false;
  return Object.fromEntries(
    [...byStatus].map(([status, reasons]) => [
      status,
      pool.put(wishFor(status, reasons), failureOf(status, reasons, replayed, route.party)),
    ]),
  );
}

/** `INTERNAL_ERROR` as `InternalError`; of several reasons the status. */
const wishFor = (status: number, [only = "", ...others]: string[]): string =>
  others.length > 0
    ? `Status${status}`
    : only.replaceAll(/([A-Z])([A-Z]*)_?/g, (_, first: string, rest: string) => first + rest.toLowerCase());

function failureOf(status: number, reasons: Reason[], replayed: boolean, party: Party | null) {
  const headers: (AnswerHeader | "Retry-After" | "WWW-Authenticate")[] = [
    ...(status === 401 ? (["WWW-Authenticate"] as const) : []),
    ...(status === 429 || status === 503 ? (["Retry-After"] as const) : []),
    ...(replayed ? (["Idempotent-Replayed"] as const) : []),
  ];
  return {
    description: reasons.map((reason) => `\`${reason}\``).join(", "),
    headers: headersOf(headers),
    content: { "application/json": { schema: narrowed(reasons, party) } },
  };
}

/** A failure with one of these reasons; the code follows from the reason. */
function narrowed(reasons: Reason[], party: Party | null): Schema {
  const codes = [...new Set(reasons.map((reason) => REASONS[reason].responseCode))];
  return {
    allOf: [
      refTo(shapeOf(reasons, party)),
      {
        properties: {
          responseCode: { enum: codes },
          metadata: { properties: { reason: { enum: reasons } } },
        },
      },
    ],
  };
}

function shapeOf(reasons: Reason[], party: Party | null): string {
  if (!reasons.includes("OUTCOME_UNKNOWN")) return "Failure";
  return party === "OPERATOR" ? "FailureInDoubtOfOperator" : "FailureInDoubt";
}

const headersOf = (names: readonly string[]): Schema =>
  Object.fromEntries(
    ["X-Request-Id", ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );

/** The headers of answers, as components. */
export const headerComponents = (): Schema =>
  Object.fromEntries(
    Object.entries(ANSWER_HEADERS).map(([name, { description, schema }]) => [name, { description, schema }]),
  );
