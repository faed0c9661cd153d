/** `npm run docs`: writes docs/states.md from the code. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowBareImports } from "./bareImports.ts";

allowBareImports();
const { statesPage } = await import("./states.ts");
writeFileSync(join(import.meta.dirname, "../docs/states.md"), statesPage());
