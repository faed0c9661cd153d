// The sandbox merchant's sign-up page: GET looks, POST signs up. Opening the link alone changes nothing.
import { ownId } from "../entitlement/id";
import type { SignUp } from "../sandbox/merchant";
import { signUpHtml } from "../sandbox/signUpPage";

const STATUS: Record<SignUp["kind"], number> = {
  open: 200,
  done: 200,
  used: 200,
  over: 410,
  expired: 410,
  unknown: 404,
  tryAgain: 503,
};

type Params = Record<string, string>;

export const signUpPage = async (env: Env, params: Params): Promise<Response> => {
  const merchant = merchantOf(env, params);
  return page(merchant === null ? { kind: "unknown" } : await merchant.look(params["token"] ?? ""));
};

export const signUpForm = async (env: Env, params: Params): Promise<Response> => {
  const merchant = merchantOf(env, params);
  return page(merchant === null ? { kind: "unknown" } : await merchant.signUp(params["token"] ?? ""));
};

function merchantOf(env: Env, { entitlementId = "" }: Params) {
  const id = ownId(entitlementId);
  return id === null ? null : env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(id));
}

/** Nothing from elsewhere: no script, no image, no frame; the form goes back to where it came from. */
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const page = (seen: SignUp): Response =>
  new Response(signUpHtml(seen), { status: STATUS[seen.kind], headers: HEADERS });
