// How the reseller knows that a notification is ours: Standard Webhooks over the exact bytes of the body, and beside
// it the authentication that the reseller's own gateway asks for.
//
// The two are independent: the signature is always there, the authentication is the reseller's choice.
import { Webhook } from "standardwebhooks";
import type { NotificationAuthentication } from "../catalogue/schema";

/** The headers of Standard Webhooks; `timestamp` in epoch milliseconds, one signature per secret (`whsec_…`). */
export function signedHeaders(message: {
  id: string;
  timestamp: number;
  body: string;
  secrets: string[];
}): Record<string, string> {
  const { id, timestamp, body, secrets } = message;
  const sentAt = new Date(timestamp);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(timestamp / 1_000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(" "),
  };
}

/** The header that the reseller's own authentication adds; none where it asks for none. */
export function authenticationHeaders(authentication: NotificationAuthentication): Record<string, string> {
  switch (authentication.type) {
    case "none":
      return {};
    case "basic":
      return { Authorization: `Basic ${base64(`${authentication.username}:${authentication.password}`)}` };
    case "apiKey":
      return { "X-Api-Key": authentication.key };
    case "bearer":
      return { Authorization: `Bearer ${authentication.token}` };
  }
}

/** `btoa` takes bytes only, so what is beyond Latin-1 goes through UTF-8 first. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
