/** `npm run docs`: writes the pages that come out of the code, and what the Worker serves beside its answers. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Schema } from "../src/openapi/schema.ts";
import { allowBareImports } from "./bareImports.ts";

/** What limits.ts has. */
interface Limits {
  deployedBy: (configuration: string) => unknown;
  limitsPage: (deployed: unknown) => string;
}

allowBareImports();
const { statesPage } = await import("./states.ts");
const { notificationsPage, EXAMPLES } = await import("./notifications.ts");
const { reliabilityPage } = await import("./reliability.ts");
const { migrationPage } = await import("./migration.ts");
const { certificationPage } = await import("./certificationPage.ts");

const { conceptsPage } = await import("./concepts.ts");
const { errorsPage } = await import("./errors.ts");

const { openApiText } = await import("./openApi.ts");
const { servedGuides } = await import("./reference/servedGuides.ts");
const { llmsText } = await import("./reference/llms.ts");
const { docsIndex } = await import("./reference/docsIndex.ts");
const { notFoundPage } = await import("./reference/notFoundPage.ts");
const { referencePage } = await import("./reference/page.ts");

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const write = (name: string, page: string): void => writeFileSync(join(root, "docs", name), page);
const serve = (name: string, text: string): void => {
  const path = join(root, "assets", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

write("states.md", statesPage());
const examples = EXAMPLES.map(({ file }) => [file, read(`scripts/examples/${file}`)]);
write("notifications.md", notificationsPage(Object.fromEntries(examples)));
write("concepts.md", conceptsPage());
write("errors.md", errorsPage());
write("reliability.md", reliabilityPage());

/** The route table is the Worker's, whose types scripts do not have; the tests' configuration checks it. */
const DOCUMENT = "../src/openapi/document.ts";
const { openApi }: { openApi: () => Schema } = await import(DOCUMENT);
const document = openApi();
/** The same: its figures stand beside code of the Worker. */
const LIMITS = "./limits.ts";
const { deployedBy, limitsPage }: Limits = await import(LIMITS);
write("limits.md", limitsPage(deployedBy(read("wrangler.toml"))));
serve("openapi.json", openApiText(document));
serve("docs/index.html", docsIndex());
serve("docs/404.html", notFoundPage());
serve("docs/api.html", referencePage(document));
write("migration.md", migrationPage());
write("certification.md", certificationPage());

const files = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const texts = Object.fromEntries(files.map((name) => [name.replace(".md", ""), read(`docs/${name}`)]));
for (const [name, page] of Object.entries(servedGuides(texts))) serve(`docs/${name}.html`, page);
serve("llms.txt", llmsText());
