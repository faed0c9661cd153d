// Secrets that we make: long, random, and recognisable. A scanner finds one in a repository or a log by its prefix, and
// the checksum tells a real one from a look-alike without asking anybody.
import { crc32 } from "./crc32";

/** Whose secret it is, visible to whoever finds it. */
export type TokenScope = "sandbox" | "live" | "operator";

/** What every secret that we make looks like. */
export const TOKEN = /^resale_(?:sandbox|live|operator)_[0-9A-Za-z]{30}[0-9A-Za-z]{6}$/;

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** log2(62^30): about 178 bits. */
const RANDOM_CHARACTERS = 30;
const CHECKSUM_CHARACTERS = 6;
/** The largest multiple of 62 in a byte: what lies above is thrown away, or the first characters would come more often. */
const UNBIASED_BELOW = 248;

/** A new secret. */
export function newToken(scope: TokenScope): string {
  const body = `resale_${scope}_${randomText(RANDOM_CHARACTERS)}`;
  return body + checksum(body);
}

/** Whether a text is a whole secret of this form: prefix, length and checksum. */
export function isToken(text: string): boolean {
  return (
    TOKEN.test(text) && checksum(text.slice(0, -CHECKSUM_CHARACTERS)) === text.slice(-CHECKSUM_CHARACTERS)
  );
}

/** Evenly distributed base62 characters. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    const bytes = crypto.getRandomValues(new Uint8Array(length * 2));
    for (const byte of bytes)
      if (byte < UNBIASED_BELOW && text.length < length) text += BASE62.charAt(byte % BASE62.length);
  }
  return text;
}

/** CRC-32 in base62, most significant first, filled up with zeros. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let place = 0; place < CHECKSUM_CHARACTERS; place++) {
    digits = BASE62.charAt(rest % BASE62.length) + digits;
    rest = Math.floor(rest / BASE62.length);
  }
  return digits;
}
