import { expect, it } from "vitest";
import document from "../assets/openapi.json?raw";
import index from "../assets/docs/index.html?raw";
import missing from "../assets/docs/404.html?raw";
import reference from "../assets/docs/api.html?raw";
import migration from "../docs/migration.md?raw";
import notifications from "../docs/notifications.md?raw";
import reliability from "../docs/reliability.md?raw";
import states from "../docs/states.md?raw";
import { migrationPage } from "../scripts/migration";
import certification from "../docs/certification.md?raw";
import { certificationPage } from "../scripts/certificationPage";
import { type ExampleFile, notificationsPage } from "../scripts/notifications";
import { openApiText } from "../scripts/openApi";
import { docsIndex } from "../scripts/reference/docsIndex";
import { notFoundPage } from "../scripts/reference/notFoundPage";
import { referencePage } from "../scripts/reference/page";
import { reliabilityPage } from "../scripts/reliability";
import { statesPage } from "../scripts/states";
import llms from "../assets/llms.txt?raw";
import concepts from "../docs/concepts.md?raw";
import errors from "../docs/errors.md?raw";
import limits from "../docs/limits.md?raw";
import { conceptsPage } from "../scripts/concepts";
import { errorsPage } from "../scripts/errors";
import { deployedBy, limitsPage } from "../scripts/limits";
import { llmsText } from "../scripts/reference/llms";
import { servedGuides } from "../scripts/reference/servedGuides";
import wrangler from "../wrangler.toml?raw";
import { openApi } from "../src/openapi/document";

const named = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^.*\//, ""), text]));
const examples = named(
  import.meta.glob<string>("../scripts/examples/*", { eager: true, import: "default", query: "?raw" }),
);
const pages = named(
  import.meta.glob<string>("../docs/*.md", { eager: true, import: "default", query: "?raw" }),
);
const served = named(
  import.meta.glob<string>("../assets/docs/*.html", { eager: true, import: "default", query: "?raw" }),
);

/** What leads nowhere among the links of the served pages, as "page → link". */
function deadLinks(): string[] {
  const ids = (page: string) => [...(served[page] ?? "").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  return Object.entries(served).flatMap(([page, html]) =>
    [...html.matchAll(/ href="([^"]+)"/g)]
      .map(([, href = ""]) => href.replace(/^\.\/|^\/docs\//, ""))
      .filter((href) => !/^(https?:|\.\.\/(openapi\.json|llms\.txt)$|style\.css$)/.test(href))
      .filter((href) => {
        const [path = "", id] = href.split("#");
        const to = path === "" ? (href.startsWith("#") ? page : "index.html") : `${path}.html`;
        return served[to] === undefined || (id !== undefined && !ids(to).includes(id));
      })
      .map((href) => `${page} → ${href}`),
  );
}

it("docs/states.md is what the code says (if not: npm run docs)", () => {
  expect(states).toBe(statesPage());
});

it("docs/notifications.md is what the code says, with the code that the tests verify with", () => {
  expect(notifications).toBe(notificationsPage(examples as Record<ExampleFile, string>));
});

it("docs/certification.md is what the code plays (if not: npm run docs)", () => {
  expect(certification).toBe(certificationPage());
});

it("docs/reliability.md is what the code says (if not: npm run docs)", () => {
  expect(reliability).toBe(reliabilityPage());
});

it("assets/openapi.json is what the code says (if not: npm run docs)", () => {
  expect(document === openApiText(openApi())).toBe(true);
});

it("the pages under assets/docs are what the document says (if not: npm run docs)", () => {
  expect(reference === referencePage(openApi())).toBe(true);
  expect(index).toBe(docsIndex());
  expect(missing).toBe(notFoundPage());
});

it("docs/migration.md is what the code says (if not: npm run docs)", () => {
  expect(migration).toBe(migrationPage());
});

it("docs/concepts.md, errors.md and limits.md are what the code says (if not: npm run docs)", () => {
  expect(concepts).toBe(conceptsPage());
  expect(errors).toBe(errorsPage());
  expect(limits).toBe(limitsPage(deployedBy(wrangler)));
});

it("every page of docs/ is listed, and served as it is written (if not: npm run docs)", () => {
  const texts = Object.entries(pages).map(([name, text]) => [name.replace(".md", ""), text]);
  const expected = servedGuides(Object.fromEntries(texts));
  for (const [name, html] of Object.entries(expected))
    expect(served[`${name}.html`] === html, `assets/docs/${name}.html`).toBe(true);
  const others = ["404.html", "api.html", "index.html"];
  expect(Object.keys(served).toSorted()).toEqual(
    [...Object.keys(expected).map((name) => `${name}.html`), ...others].toSorted(),
  );
  expect(llms).toBe(llmsText());
});

it("every link of a served page leads somewhere, anchors included", () => {
  expect(deadLinks()).toEqual([]);
});
