/**
 * `npm run docs`: writes the pages of docs/ that come out of the code. Node runs the TypeScript as it is, except that it wants the
 * extension in an import, which the sources leave out.
 */
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";

registerHooks({
  resolve(specifier, context, next) {
    const bare = specifier.startsWith(".") && !/\.\w+$/.test(specifier);
    return next(bare ? `${specifier}.ts` : specifier, context);
  },
});

const { statesPage } = await import("./states.ts");
const { reliabilityPage } = await import("./reliability.ts");
const write = (name: string, page: string): void =>
  writeFileSync(join(import.meta.dirname, "../docs", name), page);

write("states.md", statesPage());
write("reliability.md", reliabilityPage());
