import { registerHooks } from "node:module";

/** Lets Node run the sources as they are: they leave out the extension in an import, which Node wants. */
export function allowBareImports(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const ours = !context.parentURL?.includes("/node_modules/");
      const bare = ours && specifier.startsWith(".") && !/\.\w+$/.test(specifier);
      return next(bare ? `${specifier}.ts` : specifier, context);
    },
  });
}
