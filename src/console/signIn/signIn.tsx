// Signing in with the id and secret of a credential, the same that calls the API, and signing out.
import { signIn as admitted } from "../../api/authenticate";
import { Failure } from "../../api/reasons";
import { Form, TextField } from "../components/Form";
import { Notice } from "../components/Notice";
import { seeOther, type Shown, type View, type Visit } from "../page";
import { clearCookie, setCookie } from "../session/cookie";
import { sessionOf, sessionToken } from "../session/session";

/** Where to go afterwards: a page of the console, never another site. */
const PATH = /^\/console(?:\/(?!sign-)[\w\-./~%?=&+:]*)?$/;
const START = "/console";

const goalOf = (given: string | null): string => (given !== null && PATH.test(given) ? given : START);

/** GET /console/sign-in */
export function signInForm({ who, url, formToken }: Visit): Shown {
  const goal = goalOf(url.searchParams.get("to"));
  if (who !== null) return seeOther(goal);
  return signInView(formToken, goal, url.searchParams.has("lost") ? "lost" : null);
}

/** POST /console/sign-in */
export async function signIn(visit: Visit): Promise<Shown> {
  const { env, request, url, seed, form, formToken } = visit;
  const given = { id: (form.get("id") ?? "").trim(), secret: form.get("secret") ?? "" };
  const goal = goalOf(form.get("to"));
  try {
    const credential = await admitted(env, request, given, seed);
    const session = await sessionOf(env.CATALOGUE_KEY, credential, given.secret);
    const token = await sessionToken(env.CATALOGUE_KEY, session);
    return seeOther(goal, { "Set-Cookie": setCookie(url, token) });
  } catch (error) {
    if (!(error instanceof Failure) || error.reason !== "UNAUTHORIZED") throw error;
    return { ...signInView(formToken, goal, "refused", given.id), status: 401 };
  }
}

/** POST /console/sign-out */
export const signOut = ({ url }: Visit): Shown =>
  seeOther("/console/sign-in", { "Set-Cookie": clearCookie(url) });

const signInView = (formToken: string, goal: string, what: "lost" | "refused" | null, id = ""): View => ({
  title: "Sign in",
  alone: true,
  body: (
    <div class="fields">
      {what === "lost" && (
        <Notice tone="note" title="You have been signed out">
          <p>What you sent last was not done. Sign in and repeat it.</p>
        </Notice>
      )}
      {what === "refused" && (
        <Notice tone="problem" title="That did not work">
          <p>Id and secret do not match a credential that may be used from here.</p>
        </Notice>
      )}
      <Form action="/console/sign-in" formToken={formToken} class="card fields">
        <input type="hidden" name="to" value={goal} />
        <TextField name="id" label="Credential" autocomplete="username" required value={id} maxLength={255} />
        <TextField
          name="secret"
          password
          label="Secret"
          autocomplete="current-password"
          required
          help="The same id and secret with which your systems call the API."
        />
        <button class="primary" type="submit">
          Sign in
        </button>
      </Form>
    </div>
  ),
});
