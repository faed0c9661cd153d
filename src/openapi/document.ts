// The OpenAPI document: the route table, what is said about each operation, and the schemas of both. Nothing in it is
// written down twice, and nothing of this is in the Worker: `npm run docs` makes a file of it.
import type * as z from "zod";
import { ROUTES, type RouteName } from "../api/routes";
import type { Route } from "../api/route";
import { VERSION } from "../shared/version";
import { namedAnswers, namedBodies } from "./names";
import { OPEN } from "./open";
import type { Example, Operation } from "./operation";
import { OPERATIONS } from "./operations";
import { explained } from "./meanings";
import { parametersOf } from "./parameters";
import { headerComponents, responsesOf } from "./responses";
import { converted, type Converted } from "./convert";
import { nullable, refTo, type Schema } from "./schema";
import { poolOf, type Pool } from "./shared";
import { DESCRIPTION, TAG_GROUPS, TAGS } from "./texts";
import { SUMMARY, TITLE } from "./title";
import { webhooks } from "./webhook";

/** A row of the document: of the route table, or open to everybody. */
interface Row extends Pick<Route, "path" | "summary" | "body" | "bodyOptional" | "mostBytes"> {
  method: string;
  party: Route["party"] | null;
  query: z.ZodType | null;
  operation: Operation;
}

const rows = (): Row[] => [
  ...ROUTES.map((route: Route) => ({
    ...route,
    operation: OPERATIONS[`${route.method} ${route.path}` as RouteName],
  })),
  ...OPEN.map((open) => ({
    ...open,
    party: null,
    body: null,
    bodyOptional: false,
    mostBytes: 0,
    query: null,
  })),
];

/** What operations are put together from. */
interface Parts {
  answers: Converted;
  bodies: Converted;
  parameters: Pool;
  responses: Pool;
}

/** OpenAPI 3.1. */
export function openApi(): Schema {
  const all = rows();
  const answers = converted("output", namedAnswers(), answersOf(all));
  const used = all.flatMap(({ body, operation }) => (body === null || operation.sends ? [] : [body]));
  const bodies = converted("input", namedBodies(used), queriesOf(all));
  const parts: Parts = { answers, bodies, parameters: poolOf("parameters"), responses: poolOf("responses") };
  const paths = pathsOf(all, parts);
  return {
    openapi: "3.1.1",
    info: {
      title: TITLE,
      version: VERSION,
      summary: SUMMARY,
      description: DESCRIPTION,
      contact: { name: "Whoever operates this deployment" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      { url: "/", description: "Where this document is served, local or production.", "x-internal": false },
    ],
    security: [{ basic: [] }],
    tags: TAGS,
    "x-tagGroups": TAG_GROUPS,
    paths,
    webhooks: webhooks(),
    components: {
      securitySchemes: {
        basic: {
          type: "http",
          scheme: "basic",
          description: "The credential's id and secret (RFC 7617), in UTF-8.",
        },
      },
      headers: headerComponents(),
      parameters: sorted(parts.parameters.components()),
      responses: sorted(parts.responses.components()),
      schemas: sorted({ ...answers.components, ...sent(all, bodies.components) }),
    },
  };
}

/** What is sent, explained; null means absent, except in PATCH, where it clears. */
function sent(all: Row[], schemas: Record<string, Schema>): Record<string, Schema> {
  const bodies = namedBodies(all.flatMap(({ body, method }) => (body && method !== "PATCH" ? [body] : [])));
  const whole = new Set([...bodies.keys()].filter((name) => name.endsWith("Body")));
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const said = explained(schema, name);
      return [name, whole.has(name) ? nullable(said) : said];
    }),
  );
}

const sorted = (schemas: Record<string, Schema>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The answers that have no name, by operation and status. */
const answersOf = (all: Row[]): Map<string, z.ZodType> => {
  const named = new Set(namedAnswers().values());
  return new Map(
    all.flatMap(({ operation }) =>
      Object.entries(operation.answers).flatMap(([status, answer]): [string, z.ZodType][] =>
        answer === null || answer === "report" || named.has(answer)
          ? []
          : [[`${operation.operationId}/${status}`, answer]],
      ),
    ),
  );
};

const queriesOf = (all: Row[]): Map<string, z.ZodType> =>
  new Map(
    all.flatMap(({ query, operation }) => (query === null ? [] : [[operation.operationId, query.clone()]])),
  );

function pathsOf(all: Row[], parts: Parts): Record<string, Schema> {
  const paths: Record<string, Schema> = {};
  for (const row of all) {
    const path = row.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operationOf(row, parts) };
  }
  return paths;
}

function operationOf(row: Row, { answers, bodies, ...pools }: Parts): Schema {
  const { operation, path, party } = row;
  const query = bodies.anonymous.get(operation.operationId) ?? null;
  const takes = operation.sends ? "other" : row.body === null ? null : "json";
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: row.summary,
    description: operation.description,
    ...(party === null && { security: [] }),
    parameters: parametersOf(path, query, operation, pools.parameters),
    ...requestBodyOf(row),
    responses: responsesOf(
      { party, path, takes },
      operation,
      (status) => answerOf(operation, status, answers),
      pools.responses,
    ),
  };
}

function answerOf(operation: Operation, status: number, { anonymous }: Converted): Schema {
  const unnamed = anonymous.get(`${operation.operationId}/${status}`);
  if (unnamed !== undefined) return unnamed;
  const answer = operation.answers[status as 200];
  const found = [...namedAnswers()].find(([, schema]) => schema === answer);
  if (found === undefined) throw new Error(`${operation.operationId} answers ${status} with no schema.`);
  return refTo(found[0]);
}

function requestBodyOf({ bodyOptional, mostBytes, operation, body }: Row): Schema {
  const { sends } = operation;
  if (body === null && sends === undefined) return {};
  const examples = examplesOf(operation);
  const json = () => refTo(nameOf(operation, body));
  // A text is of one type, and that is the first.
  const fileOf = (at: number) => ({
    schema: { type: "string", maxLength: mostBytes },
    ...(at === 0 && examples),
  });
  const content = sends
    ? Object.fromEntries(sends.map((type, at) => [type, fileOf(at)]))
    : { "application/json": { schema: bodyOptional ? orNothing(json()) : json(), ...examples } };
  const description = `At most ${sizeOf(mostBytes)}.`;
  // What is read as a stream may be nothing at all.
  const required = body !== null && (sends !== undefined || !bodyOptional);
  return { requestBody: { description, required, content } };
}

const KIB = 1_024;
const sizeOf = (bytes: number): string =>
  bytes < KIB * KIB ? `${bytes / KIB} KiB` : `${bytes / KIB / KIB} MiB`;

/** A body that may be absent may be null as well, which is the same. */
const orNothing = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

function nameOf({ operationId }: Operation, body: z.ZodType | null): string {
  const name = [...namedBodies(body === null ? [] : [body])].find(([, schema]) => schema === body)?.[0];
  if (name === undefined) throw new Error(`The body of ${operationId} has no exported schema: see names.ts.`);
  return name;
}

/** The bodies of an operation's examples, by number. */
function examplesOf({ examples }: Operation): Schema {
  const bodies = examples.flatMap(({ summary, body, text }: Example, at) => {
    const value = body ?? text;
    return value === undefined ? [] : [[`example${at + 1}`, { summary, value }]];
  });
  return bodies.length === 0 ? {} : { examples: Object.fromEntries(bodies) };
}
