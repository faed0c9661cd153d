// A request and its answer, held against the API's document. Every answer has to be as described, and a request that was
// taken has to be one that the document allows: a client made from the document could not have sent it otherwise.
import { faultsOf, operationFor, type Answered, type Operation, type Schema } from "./document";

export interface Sent {
  method: string;
  /** With its query. */
  path: string;
  /** As text; null for none. */
  body: string | null;
}

export interface Got {
  status: number;
  headers: Headers;
  text: string;
}

/** What of an exchange is not as the document says; empty where all is well. */
export function violationsOf(sent: Sent, got: Got): string[] {
  const url = new URL(sent.path, "https://resale.invalid");
  const operation = operationFor(sent.method, url.pathname);
  const faults = operation === null ? strayFaults(sent, got) : answerFaults(operation, sent, got);
  const taken = operation !== null && got.status < 300;
  const wrongly = taken ? sentFaults(operation, url, sent) : [];
  const told = [...faults, ...wrongly].slice(0, MOST_TOLD);
  return told.map((fault) => `${sent.method} ${sent.path} → ${got.status}: ${fault}`);
}

/** A list of fifty that are all wrong says nothing more than one of them. */
const MOST_TOLD = 20;

/** What of a request is not as the document says, its headers included; whatever becomes of it. */
export function requestFaults(sent: Sent, headers: Headers): string[] {
  const url = new URL(sent.path, "https://resale.invalid");
  const operation = operationFor(sent.method, url.pathname);
  const faults =
    operation === null
      ? ["the document has no such operation"]
      : [...sentFaults(operation, url, sent), ...headerFaults(operation, headers)];
  return faults.map((fault) => `${sent.method} ${sent.path}: ${fault}`);
}

const headerFaults = ({ parameters }: Operation, headers: Headers): string[] =>
  parameters.flatMap(({ name, in: where, schema }) => {
    const value = where === "header" ? headers.get(name) : null;
    return value === null ? [] : faultsOf(schema, value).map((fault) => `${name}: ${fault}`);
  });

/** What no operation is for is unknown, or known by another method. */
function strayFaults({ method }: Sent, { status, text }: Got): string[] {
  if (status !== 404 && status !== 405) return ["the document has no such operation"];
  return method === "HEAD" ? [] : faultsOf({ $ref: "#/components/schemas/Failure" }, parsed(text));
}

function answerFaults({ responses }: Operation, { method }: Sent, { status, headers, text }: Got): string[] {
  const described = responses[status];
  if (described === undefined) return [`the document has no answer ${status}: ${text.slice(0, 300)}`];
  const missing = headers.has("X-Request-Id") ? [] : ["no X-Request-Id"];
  const undescribed = OURS.filter((name) => headers.has(name) && !(name in (described.headers ?? {})));
  const strange = undescribed.map((name) => `the document has no ${name} here`);
  return [...missing, ...strange, ...(method === "HEAD" ? [] : contentFaults(described, headers, text))];
}

/** Headers that mean something to callers. */
const OURS = [
  "ETag",
  "Idempotent-Replayed",
  "Location",
  "Retry-After",
  "WWW-Authenticate",
  "Content-Disposition",
];

function contentFaults({ content }: Answered, headers: Headers, text: string): string[] {
  if (content === undefined) return text === "" ? [] : [`no body was expected: ${text.slice(0, 300)}`];
  const type = (headers.get("Content-Type") ?? "").split(";")[0]?.trim() ?? "";
  const { schema } = content[type] ?? {};
  if (schema === undefined) return [`the document has no ${type} here`];
  return type === "application/json" ? faultsOf(schema, parsed(text)) : [];
}

function sentFaults(operation: Operation, url: URL, { body }: Sent): string[] {
  return [...queryFaults(operation, url.searchParams), ...bodyFaults(operation, body)];
}

function queryFaults({ parameters }: Operation, query: URLSearchParams): string[] {
  const known = new Map(parameters.filter((one) => one.in === "query").map((one) => [one.name, one]));
  const takesMore = [...known.values()].some(({ schema }) => schema["type"] === "object");
  const missing = [...known.values()].filter(({ name, required }) => required && !query.has(name));
  const wrong = [...query].flatMap(([name, value]) => {
    const parameter = known.get(name);
    if (parameter === undefined) return takesMore ? [] : [`the document has no parameter ${name}`];
    const schema = lenient(parameter.schema);
    // An empty value counts as absent.
    return value === "" ? [] : faultsOf(schema, schema["type"] === "integer" ? Number(value) : value);
  });
  return [...missing.map(({ name }) => `${name} is required`), ...wrong];
}

function bodyFaults({ requestBody }: Operation, body: string | null): string[] {
  if (requestBody === undefined) return [];
  if (body === null || body === "") return requestBody.required ? ["a body is required"] : [];
  const schema = requestBody.content["application/json"]?.schema;
  return schema === undefined ? [] : faultsOf(schema, parsed(body));
}

/** Without formats, so that a time may be any that ISO 8601 knows. */
const lenient = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== "format"));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
