// The parameters of an operation: of its path, of its query as the schema has it, and the headers that it takes.
import { magicNumber, PATH_PARAMETERS, REQUEST_HEADERS } from "./headers";
import type { Operation, RequestHeader } from "./operation";
import { meaningOf } from "./meanings";
import type { Schema } from "./schema";
import type { Pool } from "./shared";

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description: string;
  schema: unknown;
  example?: unknown;
}

/** `query` is the schema of the whole query string, an object; equal parameters are components. */
export function parametersOf(path: string, query: Schema | null, operation: Operation, pool: Pool): Schema[] {
  return allOf(path, query, operation).map((parameter) => pool.put(parameter.name, { ...parameter }));
}

function allOf(path: string, query: Schema | null, operation: Operation): Parameter[] {
  const headers = ["X-Request-Id", ...(operation.takes ?? [])] as (RequestHeader | "X-Request-Id")[];
  const magic =
    operation.magic === undefined ? [] : [headerOf("X-Magic-Number", magicNumber(operation.magic))];
  return [
    ...pathParameters(path),
    ...(query === null ? [] : queryParameters(query)),
    ...headers.map((name) => headerOf(name, REQUEST_HEADERS[name])),
    ...magic,
  ];
}

const pathParameters = (path: string): Parameter[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => {
    const said = PATH_PARAMETERS[name];
    if (said === undefined) throw new Error(`Say in headers.ts what ${name} of ${path} is.`);
    return { name, in: "path", required: true, ...said };
  });

function queryParameters({ properties = {}, required = [], additionalProperties }: Schema): Parameter[] {
  const needed = required as string[];
  const described: Parameter[] = Object.entries(properties as Record<string, Schema>).map(
    ([name, schema]) => {
      const description = meaningOf(name);
      return { name, in: "query", required: needed.includes(name), description, schema };
    },
  );
  return additionalProperties === false ? described : [...described, OPTIONS];
}

/** Where a query takes more than it names: the members of this object are parameters of their own. */
const OPTIONS: Parameter = {
  name: "options",
  in: "query",
  required: false,
  description: "Further parameters, each by its own name.",
  schema: { type: "object", additionalProperties: { type: "string", maxLength: 2_000 } },
};

const headerOf = (
  name: string,
  { description, schema, example }: { description: string; schema: Schema; example?: string },
): Parameter => ({
  name,
  in: "header",
  required: false,
  description,
  schema,
  ...(example !== undefined && { example }),
});
