/** `/docs`: where to read what, grouped by reader. Pure: `docs.ts` writes it. */
import { h } from "preact";
import { SUMMARY, TITLE } from "../../src/openapi/title";
import { addressOf, GROUPS, type Group } from "./guides";
import { layout } from "./layout";

export const docsIndex = (): string =>
  layout({
    title: `Documentation · ${TITLE}`,
    description: SUMMARY,
    contents: null,
    body: [
      h("h1", {}, "Documentation"),
      h("p", {}, SUMMARY),
      h("div", { class: "groups" }, ...GROUPS.map(group)),
      h(
        "p",
        {},
        "For programs: ",
        h("a", { href: "../openapi.json" }, "openapi.json"),
        " is the API as an OpenAPI 3.1 document, ",
        h("a", { href: "../llms.txt" }, "llms.txt"),
        " is this list as plain text.",
      ),
    ],
  });

const group = ({ reader, guides }: Group) =>
  h(
    "section",
    {},
    h("h2", {}, reader),
    h(
      "ul",
      {},
      ...guides.map(({ name, title, about }) =>
        h("li", {}, h("a", { href: addressOf(name) }, title), `: ${about}.`),
      ),
    ),
  );
