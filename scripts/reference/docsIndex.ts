/** `/docs`: where to read what. Pure: `docs.ts` writes it. */
import { h } from "preact";
import { SUMMARY, TITLE } from "../../src/openapi/title";
import { layout } from "./layout";

export const docsIndex = (): string =>
  layout({
    title: `Documentation · ${TITLE}`,
    description: SUMMARY,
    contents: null,
    body: [
      h("h1", {}, "Documentation"),
      h("p", {}, SUMMARY),
      h(
        "ul",
        {},
        h(
          "li",
          {},
          h("a", { href: "api" }, "API reference"),
          ": every call, what it takes, what it answers, with examples.",
        ),
        h(
          "li",
          {},
          h("a", { href: "../openapi.json" }, "openapi.json"),
          ": the same for programs (OpenAPI 3.1).",
        ),
      ),
    ],
  });
