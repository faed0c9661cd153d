/** Descriptions, which are Markdown, as HTML. They are ours, so nothing in them has to be feared. */
import { marked } from "marked";
import { h } from "preact";

const html = (text: string) => ({ dangerouslySetInnerHTML: { __html: text } });

/** Paragraphs and lists. */
export const prose = (text: string) => h("div", html(marked.parse(text, { async: false })));

/** One line. */
export const line = (text: string) => h("span", html(marked.parseInline(text, { async: false })));
