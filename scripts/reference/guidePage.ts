/**
 * One Markdown page of docs/ as HTML: headings with anchors, contents beside it, links that lead to the pages as they are
 * served, diagrams as drawings. The text is ours, so nothing in it has to be feared. Pure: `docs.ts` writes it.
 */
import { Marked, type Tokens } from "marked";
import { h, type ComponentChildren } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { TITLE } from "../../src/openapi/title";
import { anchors } from "./anchors";
import { layout } from "./layout";
import { targetOf } from "./links";
import { stateDrawing } from "./stateDrawing";

interface Heading {
  depth: number;
  id: string;
  html: string;
}

/** The page; `text` is the Markdown file, `about` is what it is good for. */
export function guidePage(text: string, about: string): string {
  const headings: Heading[] = [];
  const html = rendered(text, headings);
  const [first] = headings;
  return layout({
    title: `${plain(first?.html ?? "")} · ${TITLE}`,
    description: about,
    contents: contentsOf(headings.filter(({ depth }) => depth === 2)),
    body: h("div", { dangerouslySetInnerHTML: { __html: html } }),
  });
}

/** What a heading says without its markup. */
const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

function rendered(text: string, headings: Heading[]): string {
  const idOf = anchors();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const html = this.parser.parseInline(tokens);
        const id = idOf(plain(html));
        headings.push({ depth, id, html });
        const anchor =
          depth > 1 ? ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a>` : "";
        return `<h${depth} id="${id}">${html}${anchor}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const label = this.parser.parseInline(tokens);
        const target = targetOf(href);
        if ("href" in target) return `<a href="${target.href}">${label}</a>`;
        return plain(label).includes(target.file) ? label : `${label} (<code>${target.file}</code>)`;
      },
      code(token: Tokens.Code): string | false {
        if (token.lang === "mermaid") return renderToStaticMarkup(h("div", {}, stateDrawing()));
        return code(token.text);
      },
      table(token: Tokens.Table): string {
        const row = (cells: Tokens.TableCell[], open: string, close: string) =>
          `<tr>${cells.map(({ tokens }) => open + this.parser.parseInline(tokens) + close).join("")}</tr>`;
        const head = row(token.header, '<th scope="col">', "</th>").replaceAll(
          '<th scope="col"></th>',
          "<td></td>",
        );
        const body = token.rows.map((cells) => row(cells, "<td>", "</td>")).join("\n");
        return `<div class="table" tabindex="0"><table><thead>${head}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      html: ({ text: raw }: Tokens.HTML | Tokens.Tag): string => (raw.startsWith("<!--") ? "" : raw),
    },
  });
  return marked.parse(text, { async: false });
}

/** As text that can be copied, and scrolled to with the keyboard. */
const code = (text: string): string =>
  renderToStaticMarkup(h("pre", { tabIndex: 0 }, h("code", {}, text))) + "\n";

const contentsOf = (headings: Heading[]): ComponentChildren =>
  headings.length === 0
    ? null
    : h(
        "nav",
        { class: "contents", "aria-label": "Contents" },
        h(
          "ul",
          {},
          ...headings.map(({ id, html }) =>
            h("li", {}, h("a", { href: `#${id}`, dangerouslySetInnerHTML: { __html: html } })),
          ),
        ),
      );
