// Signed tokens: a JSON payload that everybody may read and only this Worker can make. What is in one was checked when it
// was made, and its shape is checked again when it comes back.
import type * as z from "zod";
import { base64url, bytesOfBase64url } from "../../shared/base64";
import { keyOf, type Purpose } from "./key";

const encoder = new TextEncoder();
const TOKEN = /^([\w-]{1,2000})\.([\w-]{43})$/;

/** A token for a purpose; times of validity belong into the payload. */
export async function signed(secret: string, purpose: Purpose, payload: object): Promise<string> {
  const text = base64url(encoder.encode(JSON.stringify(payload)));
  return `${text}.${base64url(await signature(secret, purpose, text))}`;
}

/** What a token says, or null where it is not one of ours for this purpose. */
export async function opened<T>(
  secret: string,
  purpose: Purpose,
  token: string,
  shape: z.ZodType<T>,
): Promise<T | null> {
  const [, text = "", given = ""] = TOKEN.exec(token) ?? [];
  if (text === "") return null;
  try {
    const key = await keyOf(secret, purpose);
    const genuine = await crypto.subtle.verify("HMAC", key, bytesOfBase64url(given), encoder.encode(text));
    if (!genuine) return null;
    return shape.safeParse(JSON.parse(new TextDecoder().decode(bytesOfBase64url(text)))).data ?? null;
  } catch {
    return null;
  }
}

/** HMAC-SHA-256 of a text under the key of a purpose. */
export async function signature(secret: string, purpose: Purpose, text: string): Promise<Uint8Array> {
  const key = await keyOf(secret, purpose);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}
