/**
 * `npm run docs`: writes docs/states.md and docs/notifications.md from the code. Node runs the TypeScript as it is, except that it wants the
 * extension in an import, which the sources leave out.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";

registerHooks({
  resolve(specifier, context, next) {
    const bare = specifier.startsWith(".") && !/\.\w+$/.test(specifier);
    return next(bare ? `${specifier}.ts` : specifier, context);
  },
});

const { statesPage } = await import("./states.ts");
const { notificationsPage } = await import("./notifications.ts");

const write = (name: string, page: string): void =>
  writeFileSync(join(import.meta.dirname, "../docs", name), page);

write("states.md", statesPage());
const example = readFileSync(join(import.meta.dirname, "examples/verify.ts"), "utf8");
write("notifications.md", notificationsPage(example));
