import { registerHooks } from "node:module";

/** What the sources take from the runtime; scripts read what they say and call nothing of it. */
const RUNTIME = `data:text/javascript,${encodeURIComponent("export const exports = {}, waitUntil = undefined;")}`;

/**
 * Lets Node run the sources as they are: they leave out the extension in an import, which Node wants, and import from the
 * Workers runtime, which Node does not have.
 */
export function allowBareImports(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "cloudflare:workers") return { url: RUNTIME, shortCircuit: true };
      const ours = !context.parentURL?.includes("/node_modules/");
      const bare = ours && specifier.startsWith(".") && !/\.\w+$/.test(specifier);
      return next(bare ? `${specifier}.ts` : specifier, context);
    },
  });
}
