/**
 * `npm run docs`: writes docs/states.md from the code. Node runs the TypeScript as it is, except that it wants the
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
writeFileSync(join(import.meta.dirname, "../docs/states.md"), statesPage());
