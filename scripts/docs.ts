/** `npm run docs`: writes the pages that come out of the code, and what the Worker serves beside its answers. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Schema } from "../src/openapi/schema.ts";
import { allowBareImports } from "./bareImports.ts";

allowBareImports();
const { statesPage } = await import("./states.ts");
const { notificationsPage } = await import("./notifications.ts");
const { reliabilityPage } = await import("./reliability.ts");
const { migrationPage } = await import("./migration.ts");
const { certificationPage } = await import("./certificationPage.ts");

const { openApiText } = await import("./openApi.ts");
const { docsIndex } = await import("./reference/docsIndex.ts");
const { notFoundPage } = await import("./reference/notFoundPage.ts");
const { referencePage } = await import("./reference/page.ts");

const root = join(import.meta.dirname, "..");
const write = (name: string, page: string): void => writeFileSync(join(root, "docs", name), page);
const serve = (name: string, text: string): void => {
  const path = join(root, "assets", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

write("states.md", statesPage());
const example = readFileSync(join(import.meta.dirname, "examples/verify.ts"), "utf8");
write("notifications.md", notificationsPage(example));
write("reliability.md", reliabilityPage());

/** The route table is the Worker's, whose types scripts do not have; the tests' configuration checks it. */
const DOCUMENT = "../src/openapi/document.ts";
const { openApi }: { openApi: () => Schema } = await import(DOCUMENT);
const document = openApi();
serve("openapi.json", openApiText(document));
serve("docs/index.html", docsIndex());
serve("docs/404.html", notFoundPage());
serve("docs/api.html", referencePage(document));
write("migration.md", migrationPage());
write("certification.md", certificationPage());
