// The session's cookie. With https it has the `__Host-` prefix (RFC 6265bis §4.1.3.2), so that no sibling host can set
// it; a developer's machine has plain http, where browsers refuse that prefix.
import { SESSION_TTL_MS } from "./session";

const nameOn = ({ protocol }: URL): string => (protocol === "https:" ? "__Host-console" : "console");

/** The cookie's value in a request, or null. */
export function cookieOf(request: Request, url: URL): string | null {
  const name = nameOn(url);
  for (const pair of (request.headers.get("Cookie") ?? "").split(";")) {
    const [key = "", ...value] = pair.trim().split("=");
    if (key === name) return value.join("=");
  }
  return null;
}

/** The header that sets it. Lax: a link from a chat opens the console signed in; forms from elsewhere do not. */
export const setCookie = (url: URL, token: string): string =>
  headerOf(url, token, Math.floor(SESSION_TTL_MS / 1000));

/** The header that takes it away. */
export const clearCookie = (url: URL): string => headerOf(url, "", 0);

function headerOf(url: URL, value: string, seconds: number): string {
  const secure = url.protocol === "https:" ? "; Secure" : "";
  return `${nameOn(url)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
