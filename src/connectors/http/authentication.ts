// How the platform proves who it is: the headers of each kind of authentication.
import { base64 } from "../../shared/base64";
import type { Authentication } from "./definition";
import { isHeaderValue } from "./fields";
import { accessToken, type TokenUse } from "./oauth2";
import { Unbuildable } from "./problem";
import { textOf, type Secrets } from "./secrets";

/** The headers for one request. An access token that was `refused` is not used again. */
export async function authenticationHeaders(
  authentication: Authentication,
  secrets: Secrets,
  use: TokenUse,
  refused: string | null = null,
): Promise<Record<string, string>> {
  switch (authentication.type) {
    case "none":
      return {};
    case "basic":
      return authorization(
        "Basic",
        await basicOf(authentication.username, authentication.password, secrets),
        secrets,
      );
    case "bearer":
      return authorization("Bearer", await secrets.read(authentication.token.secret), secrets);
    case "apiKey":
      return { [authentication.header]: checked(await secrets.read(authentication.key.secret)) };
    case "oauth2": {
      if (secrets.masked) return { Authorization: "Bearer (access token)" };
      const token = await accessToken(authentication, secrets, use, refused);
      secrets.seen.set(token, "(access token)");
      return authorization("Bearer", token, secrets);
    }
  }
}

type Basic = Extract<Authentication, { type: "basic" }>;

async function basicOf(
  username: Basic["username"],
  password: Basic["password"],
  secrets: Secrets,
): Promise<string> {
  const name = await textOf(username, secrets);
  const pair = `${name}:${await textOf(password, secrets)}`;
  if (secrets.masked) return pair;
  if (name.includes(":")) throw new Unbuildable("a Basic user name cannot contain a colon");
  const credential = base64(pair);
  secrets.seen.set(credential, "(credential)");
  return credential;
}

const authorization = (scheme: string, credential: string, { masked }: Secrets): Record<string, string> => ({
  Authorization: `${scheme} ${masked ? credential : checked(credential)}`,
});

/** A line break in a secret would begin a header of its own. */
function checked(value: string): string {
  if (isHeaderValue(value)) return value;
  throw new Unbuildable("a secret has characters that a header cannot have");
}
