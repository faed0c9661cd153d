// Forms are only taken from this console's own pages: each carries a token bound to the session, and the browser has to
// say that the page it came from is of the same origin. Either alone would do; both together survive a mistake in one.
import { base64url } from "../../shared/base64";
import { sameDigest } from "../../shared/hash";
import type { Session } from "./session";
import { signature } from "./token";

/** The name of the hidden field. */
export const FORM_TOKEN = "formToken";

/** The token of a session's forms. */
export const formToken = async (worker: string, { id }: Session): Promise<string> =>
  base64url(await signature(worker, "form", id));

/** Whether the browser says that a form came from a page of the same origin. */
export function fromHere(request: Request, url: URL): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  return request.headers.get("Origin") === url.origin;
}

/** Whether a form carries the token of this session. */
export const carriesToken = async (
  worker: string,
  session: Session,
  form: URLSearchParams,
): Promise<boolean> => sameDigest(form.get(FORM_TOKEN) ?? "", await formToken(worker, session));
