// Callers that the host Worker knows by other means than our credentials: a token of its own, a client certificate, an
// access proxy in front. Whom it does not know is asked for a credential as ever.
import { extensionPoint } from "../shared/extension";

/** A caller, as the host Worker vouches for it. */
export type Identity =
  | { party: "RESELLER" | "MERCHANT"; organisation: string; environment: "sandbox" | "live"; name?: string }
  /** Operators cover both environments. */
  | { party: "OPERATOR"; organisation: string; name?: string };

/**
 * Who makes a request, or null to ask for a credential. `name` stands in the audit and counts for the rate limit; it is
 * the organisation's key with `host:` before it unless given.
 */
export type HostAuthentication = (request: Request) => Identity | null | Promise<Identity | null>;

export const hostAuthentication = extensionPoint<HostAuthentication>();
