// An access token for a merchant's API. While a token is fetched nothing has been asked of the API, so whatever goes
// wrong is certain to have had no effect.
import { Tokens } from "../../shared/oauth2";
import type { MerchantAccess } from "../kind";
import type { Authentication } from "./definition";
import { Unbuildable } from "./problem";
import { textOf, type Secrets } from "./secrets";
import type { Way } from "./send";

type OAuth2 = Extract<Authentication, { type: "oauth2" }>;

const tokens = new Tokens();

/** What fetching a token needs beside the authentication. */
export interface TokenUse extends Way {
  merchant: Pick<MerchantAccess, "environment" | "merchantAccountKey">;
  /** Epoch milliseconds. */
  now: number;
}

/** The token that is kept, unless it is the one that was `refused`, else a new one. Throws `Unbuildable` without one. */
export async function accessToken(
  oauth2: OAuth2,
  secrets: Secrets,
  { merchant, now, ...way }: TokenUse,
  refused: string | null,
): Promise<string> {
  const grant = {
    ...oauth2,
    clientId: await textOf(oauth2.clientId, secrets),
    clientSecret: await textOf(oauth2.clientSecret, secrets),
  };
  const owner = `merchant:${merchant.environment}:${merchant.merchantAccountKey}`;
  if (refused !== null) tokens.forget(owner, grant, refused);
  const answer = await tokens.get(owner, grant, way, now);
  if ("problem" in answer) throw new Unbuildable(`no access token: ${answer.problem}`);
  return answer.token;
}
