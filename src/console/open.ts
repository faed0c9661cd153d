// One page, opened: the session is recognised, the party and the form are checked, the page does its work, and the answer
// leaves with its headers and the session's cookie.
import { readFileForm, readForm } from "../api/body";
import { Failure } from "../api/reasons";
import { CatalogueUnavailable } from "../catalogue/cache";
import { errorText, log } from "../shared/log";
import { errorView } from "./errors";
import { PAGE_HEADERS } from "./headers";
import { seeOther, type Page, type Shown, type Visit } from "./page";
import { rendered } from "./render";
import { cookieOf, setCookie } from "./session/cookie";
import { carriesToken, formToken, fromHere } from "./session/formToken";
import { newSession, readSession, renewed, sessionToken, whoIs, type Session } from "./session/session";

/** A request on its way, before anybody is recognised. */
export interface Inbound extends Pick<Visit, "env" | "ctx" | "seed" | "request" | "requestId" | "url"> {
  /** For the log line. */
  seen: { page?: Page; who?: Visit["who"] };
}

/** Answers with a page. Throws what keeps it from finding out who is there. */
export async function opened(page: Page, given: Record<string, string>, inbound: Inbound): Promise<Response> {
  const { env, request, url, seed, seen } = inbound;
  seen.page = page;
  const before = await readSession(env.CATALOGUE_KEY, cookieOf(request, url));
  const who = before && (await whoIs(env, request, before, seed));
  seen.who = who;
  const session = before !== null && (who !== null || before.credential === null) ? before : newSession();
  const visit: Visit = {
    ...inbound,
    params: given,
    who,
    formToken: await formToken(env.CATALOGUE_KEY, session),
    form: new URLSearchParams(),
    file: null,
  };
  const what = await handled(page, visit, session);
  const response = shown(what, visit);
  const fresh = session === before ? renewed(session) : session;
  // Nobody needs a session where there is no form.
  const keeps = who !== null || !(what instanceof Response || what.bare);
  if (keeps && !page.byScript && fresh !== null && !response.headers.has("Set-Cookie"))
    response.headers.append("Set-Cookie", setCookie(url, await sessionToken(env.CATALOGUE_KEY, fresh)));
  return response;
}

/** What a page says, or what went wrong, so that the layout stays around it. */
async function handled(page: Page, visit: Visit, session: Session): Promise<Shown> {
  try {
    return await checked(page, visit, session);
  } catch (error) {
    return failureView(error, visit.requestId, page.path);
  }
}

async function checked(page: Page, visit: Visit, session: Session): Promise<Shown> {
  const { who, url } = visit;
  if (page.parties === null) {
    const params = decoded(visit.params);
    return (await formProblem(page, visit, session)) ?? page.handler({ ...visit, params });
  }
  if (who === null) return seeOther(signInAt(page, url));
  const parties: readonly string[] = page.parties;
  if (!parties.includes(who.caller.side)) return errorView("UNKNOWN_PATH");
  const refused = await formProblem(page, visit, session);
  return refused ?? page.handler({ ...visit, params: decoded(visit.params), who });
}

/** Reads the form of a POST into the visit; says what is wrong with where it comes from. */
async function formProblem(page: Page, visit: Visit, session: Session): Promise<Shown | null> {
  if (page.method === "GET") return null;
  const { env, request, url } = visit;
  if (!fromHere(request, url)) return errorView("FOREIGN_FORM");
  const { fields, file } = page.takesFile
    ? await readFileForm(request, page.mostBytes)
    : { fields: await readForm(request, page.mostBytes), file: null };
  Object.assign(visit, { form: fields, file });
  return (await carriesToken(env.CATALOGUE_KEY, session, visit.form)) ? null : errorView("FOREIGN_FORM");
}

/** Where to sign in. Afterwards it goes on where a look was meant to go; a form is lost. */
const signInAt = ({ method }: Page, { pathname, search }: URL): string =>
  `/console/sign-in?${method === "GET" ? new URLSearchParams({ to: pathname + search }) : "lost=form"}`;

/** A failure as a page; one that nobody expected is logged, and its text stays in the house. */
export function failureView(error: unknown, requestId: string, page: string | undefined): Shown {
  if (error instanceof Failure) return errorView(error);
  if (error instanceof CatalogueUnavailable) return errorView("CATALOGUE_UNAVAILABLE");
  log("page.failed", { requestId, error: errorText(error), page });
  return errorView("INTERNAL_ERROR", requestId);
}

/** With the layout around it, and the headers that every page has. */
export function shown(what: Shown, visit: Visit | Inbound): Response {
  const response = what instanceof Response ? what : rendered(what, visit);
  for (const [name, value] of Object.entries(PAGE_HEADERS))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

function decoded(params: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw new Failure("UNKNOWN_PATH", "The path is not valid percent-encoded UTF-8.");
  }
}
