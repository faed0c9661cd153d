import { expect, it } from "vitest";
import served from "../assets/openapi.json?raw";
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
import { notificationsPage } from "../scripts/notifications";
import { openApiText } from "../scripts/openApi";
import { docsIndex } from "../scripts/reference/docsIndex";
import { notFoundPage } from "../scripts/reference/notFoundPage";
import { referencePage } from "../scripts/reference/page";
import { reliabilityPage } from "../scripts/reliability";
import { statesPage } from "../scripts/states";
import { openApi } from "../src/openapi/document";

const [example = ""] = Object.values(
  import.meta.glob<string>("../scripts/examples/verify.ts", {
    eager: true,
    import: "default",
    query: "?raw",
  }),
);

it("docs/states.md is what the code says (if not: npm run docs)", () => {
  expect(states).toBe(statesPage());
});

it("docs/notifications.md is what the code says, with the code that the tests verify with", () => {
  expect(notifications).toBe(notificationsPage(example));
});

it("docs/certification.md is what the code plays (if not: npm run docs)", () => {
  expect(certification).toBe(certificationPage());
});

it("docs/reliability.md is what the code says (if not: npm run docs)", () => {
  expect(reliability).toBe(reliabilityPage());
});

it("assets/openapi.json is what the code says (if not: npm run docs)", () => {
  expect(served === openApiText(openApi())).toBe(true);
});

it("the pages under assets/docs are what the document says (if not: npm run docs)", () => {
  expect(reference === referencePage(openApi())).toBe(true);
  expect(index).toBe(docsIndex());
  expect(missing).toBe(notFoundPage());
});

it("docs/migration.md is what the code says (if not: npm run docs)", () => {
  expect(migration).toBe(migrationPage());
});
