// Who may call a merchant: the platform, by what was agreed with its operator. Compared by WebCrypto, in constant time.
import { basic } from "../client/basic";

type Decides = (request: Request) => boolean | Promise<boolean>;

/**
 * How the platform proves itself; several values while one is exchanged for another. `basic` is `user:password`. A
 * function decides by itself, for a token of an OAuth2 server for example.
 */
export type Access =
  | { basic: string | readonly string[] }
  | { bearer: string | readonly string[] }
  | { apiKey: string | readonly string[]; /** `X-Api-Key` by default. */ header?: string }
  | Decides;

/** A check of requests. Throws for access with nothing in it. */
export function accessCheck(access: Access): (request: Request) => Promise<boolean> {
  if (typeof access === "function") return async (request) => access(request);
  const { header, values } = expected(access);
  return async (request) => {
    const given = request.headers.get(header);
    if (given === null) return false;
    const fits = await Promise.all(values.map((value) => same(value, given)));
    return fits.includes(true);
  };
}

function expected(access: Exclude<Access, Decides>): { header: string; values: string[] } {
  if ("basic" in access)
    return { header: "Authorization", values: filled("access.basic", access.basic).map(basic) };
  if ("bearer" in access)
    return {
      header: "Authorization",
      values: filled("access.bearer", access.bearer).map((token) => `Bearer ${token}`),
    };
  return { header: access.header ?? "X-Api-Key", values: filled("access.apiKey", access.apiKey) };
}

/** Nobody agrees on an empty secret: it is a variable that is not set, and would let anybody in. `:` is empty for `basic`. */
function filled(name: string, given: string | readonly string[] | undefined): string[] {
  if (!Array.isArray(given)) return [filledOne(name, given)];
  if (given.length === 0) throw new TypeError(`${name} is empty.`);
  return given.map((value, index) => filledOne(`${name}[${index}]`, value));
}

function filledOne(name: string, value: unknown): string {
  if (typeof value === "string" && !/^\s*:?\s*$/.test(value)) return value;
  throw new TypeError(`${name} is empty.`);
}

/** By a signature under a key that is made for it: `verify` takes as long for a near miss as for any other. */
async function same(expectedText: string, givenText: string): Promise<boolean> {
  const utf8 = new TextEncoder();
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey("raw", secret, hmac, false, ["sign", "verify"]);
  const signature = await crypto.subtle.sign(hmac, key, utf8.encode(expectedText));
  return crypto.subtle.verify(hmac, key, signature, utf8.encode(givenText));
}
