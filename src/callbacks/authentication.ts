// The authentication that the reseller's own gateway asks for, beside the signature: the one is the reseller's choice,
// the other is always there.
import type { NotificationAuthentication } from "../catalogue/schema";
import { base64 } from "../shared/base64";

type Fixed = Exclude<NotificationAuthentication, { type: "oauth2" }>;

/** The header that the reseller's own authentication adds; none where it asks for none. */
export function authenticationHeaders(authentication: Fixed): Record<string, string> {
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
