// npm run build:library: what the package contains, into dist/. The entries as ES modules that leave dependencies to
// whoever installs them, and the declarations that they reach. `npm pack` and `npm publish` run it by themselves.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buildCommand } from "./library/command.ts";
import { buildDeclarations } from "./library/declarations.ts";
import { buildModules } from "./library/modules.ts";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

await rm(DIST, { recursive: true, force: true });
await Promise.all([
  buildModules(ROOT, DIST),
  buildCommand(ROOT, DIST),
  buildDeclarations(ROOT, join(DIST, "types")),
]);
