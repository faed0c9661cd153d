// The clients that the authorization server knows (test/node/support/authorizationServer.ts).

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the authorization server and of the API that takes its tokens. */
    authorizationServerUrl: string;
  }
}

/** The characters of the secrets are those that get lost where the encoding of RFC 6749 §2.3.1 is left out. */
export const CLIENTS = {
  basic: { id: "basic:client", secret: "s3cret %+&=:/?", method: "client_secret_basic" },
  body: { id: "body-client", secret: "s3cret %+&=:/? too", method: "client_secret_post" },
} as const;
