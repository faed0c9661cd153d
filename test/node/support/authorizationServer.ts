// An authorization server as merchants run them (oidc-provider), and an API beside it that takes only its tokens. Both
// on one port of loopback.
//
//   POST /token                 RFC 6749 §4.4, for the clients below
//   any method, /api/…          200 with a JSON body for a live token, else 401
//   GET /~tokens?client=x       how many tokens a client has been given
//   POST /~revoke?client=x      makes the API refuse all tokens that a client has now
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Provider, type ClientCredentials } from "oidc-provider";
import type { TestProject } from "vitest/node";
import { CLIENTS } from "../../connectors/http/clients.ts";
import { stopReceiver } from "./receiver.ts";

const TOKEN_TTL_S = 600;

class Tokens {
  readonly #given = new Map<string, string[]>();
  readonly #revoked = new Set<string>();

  constructor(provider: Provider) {
    provider.on("client_credentials.saved", ({ jti, clientId }) => {
      this.#given.set(clientId ?? "", [...this.of(clientId ?? ""), jti]);
    });
  }

  of(client: string): string[] {
    return this.#given.get(client) ?? [];
  }

  revoke(client: string): void {
    for (const token of this.of(client)) this.#revoked.add(token);
  }

  isLive(token: ClientCredentials | undefined): boolean {
    return token !== undefined && token.isValid && !this.#revoked.has(token.jti);
  }
}

function providerAt(issuer: string): Provider {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return new Provider(issuer, {
    clients: Object.values(CLIENTS).map(({ id, secret, method }) => ({
      client_id: id,
      client_secret: secret,
      token_endpoint_auth_method: method,
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      scope: "subscriptions",
    })),
    scopes: ["subscriptions", "admin"],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    ttl: { ClientCredentials: TOKEN_TTL_S },
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", kid: "1" }] },
    cookies: { keys: [crypto.randomUUID()] },
  });
}

async function api(
  { headers }: IncomingMessage,
  response: ServerResponse,
  provider: Provider,
  tokens: Tokens,
): Promise<void> {
  const [, value = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
  const token = await provider.ClientCredentials.find(value);
  const live = tokens.isLive(token);
  const body = live
    ? { id: `for-${token?.clientId}`, scope: token?.scope ?? null }
    : { error: "invalid_token" };
  response.writeHead(live ? 200 : 401, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

/** Vitest's `globalSetup`: one authorization server for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the authorization server has no port");
  const origin = `http://127.0.0.1:${address.port}`;
  const provider = providerAt(origin);
  const tokens = new Tokens(provider);
  const serve = provider.callback();
  server.on("request", (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", origin);
    const client = searchParams.get("client") ?? "";
    if (pathname.startsWith("/api/"))
      api(request, response, provider, tokens).catch((error: unknown) => response.destroy(error as Error));
    else if (pathname === "/~tokens") response.end(String(tokens.of(client).length));
    else if (pathname === "/~revoke") {
      tokens.revoke(client);
      response.end();
    } else serve(request, response);
  });
  project.provide("authorizationServerUrl", origin);
  return () => stopReceiver(server);
}
