// Where the sandbox reseller's notifications arrive. No credentials: like any receiver it trusts the signature, and takes
// nothing that it cannot verify.
import { Webhook } from "standardwebhooks";
import { sandboxResellerSecret } from "../catalogue/resellerSecrets";
import { Notified } from "../sandbox/resellerBook";
import { errorText, log } from "../shared/log";
import { readJson, MAX_BODY_BYTES } from "./body";

export const INBOX_PATH = "/sandbox/notifications";

/** POST /sandbox/notifications */
export async function receiveNotification(env: Env, request: Request): Promise<Response> {
  const copy = request.clone();
  const told = Notified.safeParse(await readJson(request, MAX_BODY_BYTES));
  const body = await copy.text();
  if (!told.success || !(await isGenuine(env, request, body))) return new Response(null, { status: 401 });
  await sandboxResellerOf(env, told.data.merchantAccountKey).receive(told.data, body);
  return new Response(null, { status: 204 });
}

/** Standard Webhooks: the exact bytes, signed, and not long ago. */
async function isGenuine(env: Env, { headers }: Request, body: string): Promise<boolean> {
  try {
    const webhook = new Webhook(await sandboxResellerSecret(env.CATALOGUE_KEY));
    webhook.verify(body, Object.fromEntries(headers));
    return true;
  } catch (error) {
    log("sandbox_notification.refused", { error: errorText(error) });
    return false;
  }
}

/** The sandbox reseller's object for a merchant. */
export function sandboxResellerOf(env: Env, merchantAccountKey: string) {
  return env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName(merchantAccountKey));
}
