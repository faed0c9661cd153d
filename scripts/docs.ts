/** `npm run docs`: writes the pages that come out of the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowBareImports } from "./bareImports.ts";

allowBareImports();
const { statesPage } = await import("./states.ts");
const { notificationsPage } = await import("./notifications.ts");
const { reliabilityPage } = await import("./reliability.ts");
const { certificationPage } = await import("./certificationPage.ts");

const write = (name: string, page: string): void =>
  writeFileSync(join(import.meta.dirname, "../docs", name), page);

write("states.md", statesPage());
const example = readFileSync(join(import.meta.dirname, "examples/verify.ts"), "utf8");
write("notifications.md", notificationsPage(example));
write("reliability.md", reliabilityPage());
write("certification.md", certificationPage());
