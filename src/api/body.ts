// Bodies and queries at the door: size, encoding, JSON, depth, then the route's schema. Each failure names the
// field. What passes here is trusted inside.
import type * as z from "zod";
import { issuesOf, type Issue } from "../shared/issues";
import { depth, withoutNulls, type Json } from "../shared/json";
import { Failure } from "./reasons";

export const MAX_BODY_BYTES = 64 * 1024;
export const MAX_DEPTH = 32;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const CSV_TYPE = /^text\/csv\s*(?:;|$)/i;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
const UTF8_CHARSET = /;\s*charset\s*=\s*"?(?:utf-8|utf8|us-ascii)"?\s*(?:;|$)/i;

/** The JSON value of a body of at most so many bytes, or undefined for an empty one. */
export async function readJson(request: Request, mostBytes: number): Promise<Json | undefined> {
  const bytes = await readBytes(request, mostBytes);
  if (bytes.length === 0) return undefined;
  const type = request.headers.get("Content-Type") ?? "";
  if (!JSON_TYPE.test(type) || (/charset/i.test(type) && !UTF8_CHARSET.test(type)))
    throw new Failure("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json in UTF-8.");
  const value = parse(bytes);
  if (depth(value, MAX_DEPTH) > MAX_DEPTH)
    throw new Failure("MALFORMED_JSON", `The body is nested deeper than ${MAX_DEPTH} levels.`);
  return value;
}

function parse(bytes: Uint8Array): Json {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Failure("MALFORMED_JSON", "The body is not valid JSON in UTF-8.");
  }
}

/** A CSV body (RFC 4180) as text, or undefined for an empty one. */
export async function readCsv(request: Request, mostBytes: number): Promise<string | undefined> {
  const bytes = await readBytes(request, mostBytes);
  if (bytes.length === 0) return undefined;
  if (!CSV_TYPE.test(request.headers.get("Content-Type") ?? ""))
    throw new Failure("UNSUPPORTED_MEDIA_TYPE", "Send the body as text/csv in UTF-8.");
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Failure("VALIDATION", "The body is not valid UTF-8.");
  }
}

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** The fields of an HTML form (WHATWG URL §5.1). */
export async function readForm(request: Request, mostBytes: number): Promise<URLSearchParams> {
  if (!FORM_TYPE.test(request.headers.get("Content-Type") ?? ""))
    throw new Failure("UNSUPPORTED_MEDIA_TYPE", "Send the form as application/x-www-form-urlencoded.");
  return new URLSearchParams(new TextDecoder().decode(await readBytes(request, mostBytes)));
}

const MULTIPART_TYPE = /^multipart\/form-data\s*;/i;

/** The fields and the file of an HTML form with one (RFC 7578); held in memory, so `mostBytes` is no large number. */
export async function readFileForm(
  request: Request,
  mostBytes: number,
): Promise<{ fields: URLSearchParams; file: File | null }> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!MULTIPART_TYPE.test(type))
    throw new Failure("UNSUPPORTED_MEDIA_TYPE", "Send the form as multipart/form-data.");
  const bytes = await readBytes(request, mostBytes);
  const form = await new Response(bytes, { headers: { "Content-Type": type } }).formData().catch(() => null);
  if (form === null) throw new Failure("VALIDATION", "The form cannot be read.");
  const entries = [...form.entries()];
  const file = entries.map(([, value]) => value).find((value) => value instanceof File);
  const texts = entries.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  // A browser sends an empty file where none was chosen.
  return { fields: new URLSearchParams(texts), file: file && file.size > 0 ? file : null };
}

/** Reads no further than the limit: a body that says how long it is comes at once, another one piece by piece. */
async function readBytes(request: Request, mostBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const length = request.headers.get("Content-Length");
  if (Number(length ?? 0) > mostBytes) throw tooLarge(mostBytes);
  if (length !== null) return within(new Uint8Array(await request.arrayBuffer()), mostBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  return joined(chunks, size);
}

/** HTTP itself holds a body to its `Content-Length`; whoever calls from the same process may not. */
function within(bytes: Uint8Array, mostBytes: number): Uint8Array {
  if (bytes.length > mostBytes) throw tooLarge(mostBytes);
  return bytes;
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const tooLarge = (mostBytes: number): Failure =>
  new Failure("BODY_TOO_LARGE", `The body is larger than ${mostBytes} bytes.`);

/** A body checked against its schema. Null members count as absent, except in PATCH, where they clear. */
export function checked<T>(schema: z.ZodType<T>, value: Json | undefined, keepNulls = false): T {
  if (value === undefined) throw new Failure("MALFORMED_JSON", "The body is empty; a JSON object is needed.");
  const result = schema.safeParse(keepNulls ? value : withoutNulls(value));
  if (result.success) return result.data;
  throw invalid(issuesOf(result.error));
}

const NO_PARAMS = new URLSearchParams();

/** A query string checked against its schema; a name given twice is refused, an empty value counts as absent. */
export function checkedQuery<T>(schema: z.ZodType<T>, url: string): T {
  const params = url.includes("?") ? new URL(url).searchParams : NO_PARAMS;
  const names = [...params.keys()];
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined)
    throw new Failure("VALIDATION", `Query parameter ${twice} is given more than once.`, {
      issues: [{ path: twice, message: "given more than once" }],
    });
  const result = schema.safeParse(Object.fromEntries([...params].filter(([, value]) => value !== "")));
  if (result.success) return result.data;
  throw invalid(issuesOf(result.error));
}

/** A refusal that names every field that is wrong. */
export function invalid(issues: Issue[]): Failure {
  const first = issues[0];
  const message = first ? `${first.path || "body"}: ${first.message}` : "The request is not valid.";
  return new Failure("VALIDATION", message, { issues });
}
