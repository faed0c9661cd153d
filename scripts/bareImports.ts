import { registerHooks } from "node:module";

/** Lets Node run the sources as they are: they leave out the extension in an import, which Node wants. */
export function allowBareImports(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const bare = specifier.startsWith(".") && !/\.\w+$/.test(specifier);
      return next(bare ? `${specifier}.ts` : specifier, context);
    },
  });
}
