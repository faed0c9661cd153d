// What a merchant has to refuse: each function plays one scenario with a subscription or a request of its own.
import type { MerchantOperation } from "../connectors/contract";
import { failed, notCovered, passed, type Played } from "./finding";
import { absent } from "./merchantLife";
import type { Stage } from "./merchantStage";
import { said } from "./merchantWords";

/** Operations about a subscription, the likeliest first. */
const ABOUT_ONE: readonly MerchantOperation[] = ["terminate", "suspend", "resume", "update", "undo"];

export async function unknownEntitlement(stage: Stage): Promise<Played> {
  const operation = ABOUT_ONE.find(stage.has);
  if (operation === undefined) return optional("The connector has no operation about a subscription.");
  const answer = await stage.call(stage.request(operation));
  const { outcome } = answer;
  const forGood = outcome.kind === "rejected" && outcome.reason !== "MERCHANT_UNAVAILABLE";
  return forGood ? passed(said(answer)) : failed(`${said(answer)} It has to be refused, with 404.`);
}

export async function unknownRequest(stage: Stage): Promise<Played> {
  if (!stage.has("status")) return absent("status");
  const answer = await stage.call(stage.request("status"));
  const { outcome } = answer;
  return outcome.kind === "rejected" && outcome.reason === "NOT_FOUND"
    ? passed(said(answer))
    : failed(`${said(answer)} It has to be NOT_FOUND.`);
}

export async function badCredentials(stage: Stage): Promise<Played> {
  const answer = await stage.callSpoilt(stage.request("create"), "credentials");
  if (answer === null) return optional("The connector has no authentication.");
  return answer.status === 401 || answer.status === 403
    ? passed(said(answer))
    : failed(`${said(answer)} It has to be 401 or 403.`);
}

export async function malformedBody(stage: Stage): Promise<Played> {
  const answer = await stage.callSpoilt(stage.request("create"), "body");
  if (answer === null) return optional("A create has no body.");
  const { status } = answer;
  return status !== null && status >= 400 && status < 500
    ? passed(`Refused with ${status}.`)
    : failed(`${said(answer)} It has to be 4xx.`);
}

const optional = (reason: string): Played => ({ ...notCovered(reason), optional: true });
