// The platform under a prefix. Inside, paths begin at the root as ever: the prefix is taken off what comes in and put
// before what points back in an answer, in headers and in pages. JSON is left alone; absolute URLs in it are made with
// the prefix (shared/basePath.ts).
import { failure } from "./api/envelope";

type Handler = (request: Request) => Promise<Response>;

/** Attributes that can hold a path of ours. */
const LINKS = ["href", "src", "action", "formaction"];

/** `resale/` and `/resale` are the same prefix; empty is none. */
export function basePathFrom(given: string): string {
  const path = `/${given}`.replace(/\/+/g, "/").replace(/\/$/, "");
  if (/^(?:\/[\w\-.~]+)*$/.test(path)) return path;
  throw new TypeError(`basePath: "${given}" must be a path of letters, digits and -._~ only.`);
}

/** Serves what is below the prefix; anything else is not ours and 404. */
export async function mounted(request: Request, prefix: string, handler: Handler): Promise<Response> {
  if (prefix === "") return handler(request);
  const url = new URL(request.url);
  const inside = url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
  if (!inside) return failure(crypto.randomUUID(), "UNKNOWN_PATH", "There is nothing at this path.");
  url.pathname = url.pathname.slice(prefix.length) || "/";
  return pointedBack(await handler(new Request(url, request)), prefix);
}

const isOurs = (link: string | null): link is string => link !== null && /^\/(?!\/)/.test(link);

function pointedBack(response: Response, prefix: string): Response {
  const location = response.headers.get("Location");
  if (isOurs(location)) response.headers.set("Location", prefix + location);
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return response;
  return new HTMLRewriter()
    .on(LINKS.map((name) => `[${name}]`).join(", "), {
      element(element) {
        for (const name of LINKS) {
          const link = element.getAttribute(name);
          if (isOurs(link)) element.setAttribute(name, prefix + link);
        }
      },
    })
    .transform(response);
}
