// Where the platform is mounted. Inside, every path begins at the root; only what leaves with an origin in front has to
// know the prefix: links for customers, merchants and downloads.
import { extensionPoint } from "./extension";

/** `/resale`, say; without one the platform has the whole origin. */
export const basePath = extensionPoint<string>();

/** What stands before a path of ours when somebody outside is to follow it: the configured origin, else a request's. */
export function publicUrlOf(env: Pick<Env, "PUBLIC_URL">, request: { url: string } | null): string {
  const origin = env.PUBLIC_URL ? env.PUBLIC_URL.replace(/\/+$/, "") : request && new URL(request.url).origin;
  return (origin ?? "") + (basePath.of(env) ?? "");
}
