// A report from the API to the browser, as it comes: streamed, under its name. Nothing of it is kept in a cache, because
// a reseller's reports hold customers' identifiers, and desks are shared.
import { refusedIn, send, type Refused } from "../ask";
import type { SignedIn } from "../page";

const PASSED = ["Content-Type", "Content-Disposition", "Content-Length"];

/** The API's own answer with the headers of a download, or why there is none. */
export async function passedOn(visit: SignedIn, path: string): Promise<Response | Refused> {
  const response = await send(visit, "GET", path);
  if (!response.ok) return refusedIn(response);
  const headers = new Headers();
  for (const name of PASSED) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(response.body, { headers });
}
