// The API's document as tests read it: operations by method and path, and schemas closed, so that what is answered without
// being described is found.
import { Validator, type Schema as JsonSchema } from "@cfworker/json-schema";
import text from "../../../assets/openapi.json?raw";

/** JSON Schema as plain data; also any other object of the document. */
export interface Schema {
  [keyword: string]: unknown;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: Schema;
  example?: unknown;
}

export interface Described {
  operationId: string;
  parameters: Parameter[];
  requestBody?: {
    required: boolean;
    content: Record<
      string,
      { schema: Schema; examples?: Record<string, { summary: string; value: unknown }> }
    >;
  };
  responses: Record<string, Answered>;
}

export interface Answered {
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: Schema }>;
}

export interface Operation extends Described {
  method: string;
  path: string;
}

interface Document extends Schema {
  paths: Record<string, Record<string, Described>>;
  components: Record<string, Record<string, Schema>>;
}

export const DOCUMENT: Document = JSON.parse(text);

/** What a reference within the document leads to; anything else is returned as it is. */
export function followed<T>(value: T): T {
  const ref = (value as Schema)["$ref"];
  if (typeof ref !== "string") return value;
  const parts = ref.slice("#/".length).split("/");
  return parts.reduce<unknown>((at, part) => (at as Schema)[part], DOCUMENT) as T;
}

/** Every operation, its parameters and answers in place. */
export const OPERATIONS: readonly Operation[] = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    ...operation,
    method: method.toUpperCase(),
    path,
    parameters: operation.parameters.map(followed),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, answer]) => [status, followed(answer)]),
    ),
  })),
);

const PATTERNS = OPERATIONS.map((operation) => ({
  operation,
  // What is written out goes before what is a parameter (OpenAPI 3.1 §4.8.8.1).
  parameters: operation.path.split("{").length,
  pattern: new RegExp(`^${operation.path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
})).sort((a, b) => a.parameters - b.parameters);

/** The operation that a request is for; null where the document has none. */
export const operationFor = (method: string, pathname: string): Operation | null =>
  PATTERNS.find(
    ({ operation, pattern }) =>
      pattern.test(pathname) && operation.method === (method === "HEAD" ? "GET" : method),
  )?.operation ?? null;

const BASE = "https://resale.invalid/openapi.json";

/** In value positions only: `allOf` and `anyOf` describe parts of one value, which nothing may be beside. */
const COMBINED = ["allOf", "anyOf", "oneOf"];

/** A schema whose objects have no members but those that it describes. */
function closed(schema: Schema, isValue = true): Schema {
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (keyword === "$ref") return [keyword, `${BASE}${value}`];
    if (COMBINED.includes(keyword)) return [keyword, (value as Schema[]).map((part) => closed(part, false))];
    if (keyword === "properties")
      return [
        keyword,
        Object.fromEntries(
          Object.entries(value as Record<string, Schema>).map(([name, member]) => [name, closed(member)]),
        ),
      ];
    if (keyword === "items") return [keyword, closed(value as Schema)];
    return [keyword, value];
  });
  const describesObjects =
    ["$ref", ...COMBINED].some((keyword) => keyword in schema) ||
    (schema["type"] === "object" && "properties" in schema);
  return Object.fromEntries(
    isValue && describesObjects ? [...entries, ["unevaluatedProperties", false]] : entries,
  );
}

const closedComponents = (): JsonSchema => ({
  $id: BASE,
  components: {
    schemas: Object.fromEntries(
      Object.entries(DOCUMENT.components["schemas"] ?? {}).map(([name, schema]) => [
        name,
        closed(schema, false),
      ]),
    ),
  },
});

let components: JsonSchema | undefined;
const validators = new WeakMap<Schema, Validator>();

/** Where something is wrong because something below it is. */
const CONSEQUENCES = ["$ref", "allOf", "anyOf", "properties", "items", "false", "unevaluatedProperties"];

/** What is wrong with a value, in the validator's words; empty where it is as described. */
export function faultsOf(schema: Schema, value: unknown): string[] {
  if (value === undefined) return ["no JSON"];
  let validator = validators.get(schema);
  if (validator === undefined) {
    components ??= closedComponents();
    validator = new Validator(closed(schema), "2020-12", false);
    validator.addSchema(components);
    validators.set(schema, validator);
  }
  const { errors } = validator.validate(value);
  const causes = errors.filter(({ keyword }) => !CONSEQUENCES.includes(keyword));
  const told = causes.length > 0 ? causes : errors;
  return told.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}
