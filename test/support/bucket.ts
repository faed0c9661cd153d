// What lies in the bucket, by name: for comparing two moments.
import { env } from "cloudflare:workers";

/** Every name under a prefix. */
export async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page: R2Objects = await env.FILES.list({ prefix, ...(cursor !== undefined && { cursor }) });
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return keys;
}

/** Every object under some prefixes, as text. */
export async function contents(...prefixes: string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const prefix of prefixes)
    for (const key of await keysOf(prefix)) found[key] = (await (await env.FILES.get(key))?.text()) ?? "";
  return found;
}

/** Forgets everything in the bucket, and the list of files. */
export async function emptyBucket(): Promise<void> {
  const keys = await keysOf("");
  for (let at = 0; at < keys.length; at += 1_000) await env.FILES.delete(keys.slice(at, at + 1_000));
  await env.DB.prepare("DELETE FROM report").run();
}
