// URLs of operations. The origin is always literal, so no value can lead a request, and the secrets with it,
// elsewhere; nor can a value add or climb a path segment.
import { Unbuildable } from "./problem";
import { expand, percentEncoded, type Template } from "./template";
import type { Values } from "./values";

const ORIGIN = /^https?:\/\/[^/?#\\]*/i;
const DOTS = /^(?:\.|%2e){1,2}$/i;

/** What is wrong with the text of a URL template, or null. */
export function problemOfUrl(text: string, baseUrl: string | undefined): string | null {
  const origin = ORIGIN.exec(text)?.[0];
  if (origin?.includes("{")) return "The host of the URL has to be literal, without placeholders.";
  if (origin === undefined && /^[\w+.-]*:|^\{[^}]*\}:?\/\//.test(text))
    return "Must be an http or https URL, or a path under baseUrl.";
  if (origin === undefined && baseUrl === undefined) return "Must be an absolute URL: there is no baseUrl.";
  if (/[\s\\#]/.test(text)) return "Must not contain white space, a backslash or a fragment.";
  return segmentsOf(text).some((segment) => DOTS.test(segment))
    ? "Must not climb: no . or .. in the path."
    : null;
}

/** The literal start of a template's text that says where calls go. */
export const originOf = (text: string): string | null => ORIGIN.exec(text)?.[0] ?? null;

/** The text of a URL template with the base before it, where it is relative. */
export function absolute(text: string, baseUrl: string | undefined): string {
  if (ORIGIN.test(text)) return text;
  const base = (baseUrl ?? "").replace(/\/+$/, "");
  return text === "" || text.startsWith("?") ? base + text : `${base}/${text.replace(/^\/+/, "")}`;
}

/** The URL for one request. */
export function urlOf(template: Template, values: Values): string {
  let url = "";
  for (const part of template) {
    const filled = expand([part], values, "the URL", percentEncoded);
    if (filled === "" && !url.includes("?"))
      throw new Unbuildable(`the URL needs ${[part].flat().join(".")}, which is empty`);
    url += filled;
  }
  if (segmentsOf(url).some((segment) => DOTS.test(segment)))
    throw new Unbuildable("a value in the URL would change its path");
  return url;
}

const segmentsOf = (text: string): string[] => (text.replace(ORIGIN, "").split("?")[0] ?? "").split("/");
