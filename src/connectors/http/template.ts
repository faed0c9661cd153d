// Templates: text with `{name}` or `{name.member}` in it, for URLs (percent-encoded, RFC 6570 level 1) and headers (as
// they are). A name without a value makes the request impossible: half a URL is somebody else's.
import { Unbuildable } from "./problem";
import { lookUp, problemOfName, type Values } from "./values";

/** Literal text and, as lists of a name and its member, what is filled in. */
export type Template = readonly (string | readonly string[])[];

const PLACEHOLDER = /\{([A-Za-z]\w*(?:\.[\w-]+)*)\}/;

/** A template from its text, or what is wrong with it. */
export function parseTemplate(text: string): { template: Template; problem: null } | { problem: string } {
  const template = text
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 0 ? part : part.split(".")))
    .filter((part) => part !== "");
  for (const part of template) {
    if (typeof part === "string" && /[{}]/.test(part))
      return { problem: `Braces only around a name, as in {productKey} or {secrets.NAME}.` };
    const problem = typeof part === "string" ? null : problemOfName(part);
    if (problem !== null) return { problem };
  }
  return { template, problem: null };
}

/** Fills a template in; `what` names it in a complaint. */
export function expand(
  template: Template,
  values: Values,
  what: string,
  encode: (text: string) => string,
): string {
  return template
    .map((part) =>
      typeof part === "string" ? part : encode(textOf(lookUp(values, part), part.join("."), what)),
    )
    .join("");
}

function textOf(value: unknown, name: string, what: string): string {
  if (value === null || value === undefined)
    throw new Unbuildable(`${what} needs ${name}, which this request does not have`);
  if (typeof value === "object") throw new Unbuildable(`${what} needs ${name}, which is not a single value`);
  return String(value);
}

/** Everything but RFC 3986's unreserved characters is encoded. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
