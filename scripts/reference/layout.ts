/**
 * The frame of every page under `/docs`: head, skip link, header, contents. Pages are plain HTML: no script, nothing from
 * elsewhere, and links that hold wherever the Worker is mounted.
 */
import { h, type ComponentChildren } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";

interface Page {
  title: string;
  description: string;
  /** What stands beside the text; null for none. */
  contents: ComponentChildren;
  body: ComponentChildren;
  /** Before every link; absent where the page lies beside what it links to. */
  base?: string;
}

export function layout({ title, description, contents, body, base = "./" }: Page): string {
  const head = h(
    "head",
    {},
    h("meta", { charset: "utf-8" }),
    h("title", {}, title),
    h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    h("meta", { name: "description", content: description }),
    h("link", { rel: "stylesheet", href: `${base}style.css` }),
  );
  const page = h(
    "html",
    { lang: "en" },
    head,
    h(
      "body",
      {},
      h("a", { class: "skip", href: "#text" }, "Skip to the text"),
      h(
        "header",
        {},
        h("a", { href: base }, "resale-edge"),
        h("nav", { "aria-label": "Pages" }, pages(base)),
      ),
      h(
        "div",
        { class: contents === null ? "page" : "page beside" },
        contents,
        h("main", { id: "text" }, body),
      ),
    ),
  );
  return `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
}

/** Where most readers go; everything is on the index, which the name leads to. */
const PAGES = { "": "All pages", quickstart: "Quick start", api: "API reference", errors: "Errors" };

const pages = (base: string) =>
  h("ul", {}, ...Object.entries(PAGES).map(([to, name]) => h("li", {}, h("a", { href: base + to }, name))));
