/** What is answered under `/docs` where there is no such page. Pure: `docs.ts` writes it. */
import { h } from "preact";
import { TITLE } from "../../src/openapi/title";
import { layout } from "./layout";

/** It is answered at any depth, so its links cannot be relative. */
const BASE = "/docs/";

export const notFoundPage = (): string =>
  layout({
    title: `No such page · ${TITLE}`,
    description: "There is no such page.",
    base: BASE,
    contents: null,
    body: [
      h("h1", {}, "There is no such page"),
      h("p", {}, "It may have another name now: ", h("a", { href: BASE }, "all pages"), "."),
    ],
  });
