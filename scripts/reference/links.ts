/**
 * Where a link of a Markdown page leads once the page is served: to the page beside it, or nowhere, where it leads into the
 * repository, which is not served.
 */
import { addressOf } from "./guides";

export type Target = { href: string } | { file: string };

/** `href` as it stands in a file of docs/. */
export function targetOf(href: string): Target {
  if (/^(https?:|#)/.test(href)) return { href };
  const page = /^([\w-]+)\.md(#.*)?$/.exec(href);
  if (page) return { href: `${addressOf(page[1] ?? "")}${page[2] ?? ""}` };
  return { file: href.startsWith("../") ? href.slice("../".length) : `docs/${href}` };
}
