// Bodies, there and back: JSON, form and XML are written; those and plain text are read.
import { depth, type Json } from "../../shared/json";
import { Unbuildable, Unreadable } from "./problem";
import { decodeXml, encodeXml } from "./xml";

export const REQUEST_FORMATS = ["json", "form", "xml"] as const;
export type RequestFormat = (typeof REQUEST_FORMATS)[number];

export const ANSWER_FORMATS = ["json", "form", "xml", "text"] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

const MAX_DEPTH = 64;

export const CONTENT_TYPES: Record<RequestFormat, string> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  xml: "application/xml; charset=utf-8",
};

export const ACCEPTED_TYPES: Record<AnswerFormat, string> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  xml: "application/xml, text/xml",
  text: "text/plain, */*;q=0.5",
};

/** The text of a body; its value is whatever an expression came to. */
export function encode(format: RequestFormat, value: unknown): string {
  const plain = plainOf(value);
  switch (format) {
    case "json":
      return JSON.stringify(plain);
    case "form":
      return encodeForm(plain);
    case "xml":
      return encodeXml(plain);
  }
}

/** The marks that JSONata puts on its arrays do not survive being written; a function of it would, so it is refused. */
function plainOf(value: unknown): Json {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_, member: unknown) => {
      if (isFunction(member)) throw new TypeError("a function is not data");
      return member;
    });
  } catch {
    throw new Unbuildable("the body comes to something that is not data");
  }
  if (text === undefined) throw new Unbuildable("the body comes to nothing");
  return JSON.parse(text);
}

const isFunction = (value: unknown): boolean =>
  typeof value === "function" ||
  (typeof value === "object" &&
    value !== null &&
    ("_jsonata_function" in value || "_jsonata_lambda" in value));

/** Members that are null are left out; a list repeats its name. */
function encodeForm(value: Json): string {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Unbuildable("a form body has to be an object");
  const form = new URLSearchParams();
  for (const [name, member] of Object.entries(value))
    for (const item of [member].flat()) {
      if (typeof item === "object" && item !== null)
        throw new Unbuildable("a member of the form body is not a single value");
      if (item !== null) form.append(name, String(item));
    }
  return form.toString();
}

/** The format that a content type names, null for any that says nothing of structure. */
export function formatOf(contentType: string | null): AnswerFormat | null {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^[\w.-]+\/(?:[\w.+-]+\+)?json$/.test(type)) return "json";
  if (/^[\w.-]+\/(?:[\w.+-]+\+)?xml$/.test(type)) return "xml";
  return type === "application/x-www-form-urlencoded" ? "form" : null;
}

/** A body as a value; an empty one is null. */
export function decode(format: AnswerFormat, bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  if (text.trim() === "") return null;
  switch (format) {
    case "json":
      return decodeJson(text);
    case "form":
      return decodeForm(text);
    case "xml":
      return decodeXml(text);
    case "text":
      return text;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Unreadable("is not UTF-8");
  }
}

function decodeJson(text: string): Json {
  const value = jsonOf(text);
  if (depth(value, MAX_DEPTH) > MAX_DEPTH) throw new Unreadable(`is nested deeper than ${MAX_DEPTH} levels`);
  return value;
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable("is not JSON");
  }
}

/** A name that comes more than once has a list. */
function decodeForm(text: string): Record<string, string | string[]> {
  if (!text.includes("=")) throw new Unreadable("is not a form");
  const form = new URLSearchParams(text.trim());
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = "", ...more] = form.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}
