// The secrets of one call: read by name where they are needed, or stood in for by `(secret NAME)` where the call is
// only shown. What was read is remembered, so that it can be blotted out of what comes back.
import { errorText, log } from "../../shared/log";
import type { MerchantAccess } from "../kind";
import type { TextOrSecret } from "./fields";
import { Unbuildable } from "./problem";

/** Every text that shows a secret, with what is shown in its place. */
export type Seen = Map<string, string>;

export interface Secrets {
  read: (name: string) => Promise<string>;
  /** Whether these are stand-ins. */
  masked: boolean;
  seen: Seen;
}

export const mask = (name: string): string => `(secret ${name})`;

export const maskedSecrets = (): Secrets => ({
  read: async (name) => mask(name),
  masked: true,
  seen: new Map(),
});

export function realSecrets(merchant: MerchantAccess): Secrets {
  const seen: Seen = new Map();
  return {
    masked: false,
    seen,
    async read(name) {
      const value = await opened(merchant, name);
      seen.set(value, mask(name));
      return value;
    },
  };
}

async function opened({ merchantAccountKey, secret }: MerchantAccess, name: string): Promise<string> {
  let value: string | null;
  try {
    value = await secret(name);
  } catch (error) {
    log("secret.unreadable", { merchantAccountKey, name, error: errorText(error) });
    throw new Unbuildable(`the secret ${name} cannot be read now`);
  }
  if (value === null) throw new Unbuildable(`the merchant has no secret ${name}`);
  return value;
}

/** A text of a definition, or the secret that it names. */
export const textOf = async (value: TextOrSecret, { read }: Secrets): Promise<string> =>
  typeof value === "string" ? value : read(value.secret);

/** A text without the secrets that were seen, in the spellings in which a server repeats what it got. */
export function redacted(text: string, seen: Seen): string {
  let clean = text;
  const longestFirst = [...seen].sort(([a], [b]) => b.length - a.length);
  for (const [secret, shown] of longestFirst)
    for (const spelling of spellings(secret)) clean = clean.replaceAll(spelling, shown);
  return clean;
}

/** Shorter texts occur by chance, and blotting them out would say more than it hides. */
const SHORTEST = 4;

function spellings(secret: string): string[] {
  if (secret.length < SHORTEST) return [];
  const escaped = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = escaped.replaceAll('"', "&quot;").replaceAll("'", "&apos;");
  const encoded = encodeURIComponent(secret.toWellFormed());
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), escaped, quoted, encoded, form])];
}
