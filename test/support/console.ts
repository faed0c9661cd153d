// Somebody before a browser, as far as the console can tell: follows no redirect, keeps the cookie, and submits forms with
// what their page gave.
import { exports } from "cloudflare:workers";

const ORIGIN = "https://resale.invalid";

export interface PageSeen {
  status: number;
  headers: Headers;
  html: string;
  /** Where a redirect leads. */
  location: string | null;
}

export interface Tab {
  get: (path: string, headers?: Record<string, string>) => Promise<PageSeen>;
  /** Submits a form with the token of the page that was seen last. */
  post: (
    path: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<PageSeen>;
  /** The same for a form with a file. */
  upload: (path: string, fields: Record<string, string>, file: File | null) => Promise<PageSeen>;
  /** The session's cookie as it is sent; a test may put another in its place. */
  cookie: string;
}

export const tokenIn = (html: string): string => /name="formToken" value="([^"]*)"/.exec(html)?.[1] ?? "";

/** An empty header is one that is not sent. */
const sent = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));

/** A tab of nobody. */
export function newTab(origin = ORIGIN): Tab {
  let token = "";
  async function seen(request: Request): Promise<PageSeen> {
    const response = await exports.default.fetch(request);
    const set = response.headers.get("Set-Cookie");
    if (set !== null) tab.cookie = set.split(";")[0] ?? "";
    const html = await response.text();
    token = tokenIn(html) || token;
    return {
      status: response.status,
      headers: response.headers,
      html,
      location: response.headers.get("Location"),
    };
  }
  const tab: Tab = {
    cookie: "",
    get: (path, headers = {}) =>
      seen(new Request(origin + path, { redirect: "manual", headers: { Cookie: tab.cookie, ...headers } })),
    post: (path, fields = {}, headers = {}) =>
      seen(
        new Request(origin + path, {
          method: "POST",
          redirect: "manual",
          headers: sent({ Cookie: tab.cookie, "Sec-Fetch-Site": "same-origin", ...headers }),
          body: new URLSearchParams({ formToken: token, ...fields }),
        }),
      ),
    upload: (path, fields, file) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ formToken: token, ...fields })) body.append(name, value);
      body.append("file", file ?? new File([], ""));
      const headers = { Cookie: tab.cookie, "Sec-Fetch-Site": "same-origin" };
      return seen(new Request(origin + path, { method: "POST", redirect: "manual", headers, body }));
    },
  };
  return tab;
}

/** A tab in which somebody has signed in with `id:secret`. */
export async function signedIn(credentials: string, headers: Record<string, string> = {}): Promise<Tab> {
  const tab = newTab();
  await tab.get("/console/sign-in", headers);
  const colon = credentials.indexOf(":");
  const fields = { id: credentials.slice(0, colon), secret: credentials.slice(colon + 1) };
  const answer = await tab.post("/console/sign-in", fields, headers);
  if (answer.status !== 303) throw new Error(`not signed in: ${answer.status}`);
  // A page of its own session, for its token.
  await tab.get("/console/care", headers);
  return tab;
}

/** A page's words, without its markup. */
export const wordsOf = ({ html }: PageSeen): string =>
  html
    .replace(/<head>.*<\/head>/s, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

/** The heading of a page. */
export const headingOf = ({ html }: PageSeen): string => /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? "";
