// Whose log something is: a reseller in one environment. Its events lie in the feed and in the archive, per home.
import { feedScopes } from "../projection/feedLog";
import { HOMES } from "../shared/homes";

export interface Scope {
  environment: "sandbox" | "live";
  resellerKey: string;
}

/** The scope behind the feed's text for it, `environment:resellerKey`. */
export function scopeFrom(text: string): Scope {
  const colon = text.indexOf(":");
  return {
    environment: text.slice(0, colon) === "live" ? "live" : "sandbox",
    resellerKey: text.slice(colon + 1),
  };
}

/** Every reseller that ever had an event, in any home, as the feed names it. */
export async function everyScope(env: Env): Promise<string[]> {
  const found = await Promise.all(HOMES.map((_, home) => feedScopes(env, home)));
  return [...new Set(found.flat())].sort();
}
