// Entitlement ids: UUIDv8 (RFC 9562 §5.8). The first byte is the home; the rest is random, or an HMAC of the
// create's idempotency key, so that repeated creates meet in one object.
import { hmac, hex } from "../shared/hash";
import { HOMES } from "../shared/homes";
import { isUuid } from "../shared/uuid";

export { isUuid };

function format(home: number, source: Uint8Array): string {
  const bytes = source.slice(0, 16);
  bytes[0] = home;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A fresh id for a create without a key. */
export const randomId = (home: number): string => format(home, crypto.getRandomValues(new Uint8Array(16)));

/** The one id of (environment, reseller, key). `secret` must never change: ids would change with it. */
export async function keyedId(
  home: number,
  secret: string,
  environment: string,
  resellerKey: string,
  key: string,
): Promise<string> {
  return format(home, await hmac(secret, JSON.stringify([environment, resellerKey, key])));
}

/** The one id of something that is brought from elsewhere. No idempotency key contains a line feed, so it is no create's. */
export const broughtId = (
  home: number,
  secret: string,
  environment: string,
  resellerKey: string,
  key: string,
): Promise<string> => keyedId(home, secret, environment, resellerKey, `import\n${key}`);

/** The canonical id, or null for what cannot be one of ours. */
export function ownId(text: string): string | null {
  const id = text.toLowerCase();
  return isUuid(id) && id[14] === "8" && homeOf(id) < HOMES.length ? id : null;
}

export const homeOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16);
