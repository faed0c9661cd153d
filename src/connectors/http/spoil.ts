// Requests that a merchant has to refuse: with credentials that are nobody's, or with a body that is cut off. Only for
// trials; no operation is ever sent like this.
import { base64 } from "../../shared/base64";
import type { Spoil } from "../contract";
import type { HttpDefinition } from "./definition";
import type { Sendable } from "./send";

/** Whether there is anything in a request to be spoilt. */
export const canSpoil = (
  spoil: Spoil,
  { authentication }: Pick<HttpDefinition, "authentication">,
  request: Sendable | null,
): boolean => (spoil === "body" ? (request?.body ?? null) !== null : authentication.type !== "none");

/** A body that ends in the middle, so that it is of no format. */
export const cutOff = (body: string | null): string | null => body && body.slice(0, body.length / 2);

/** The same headers and schemes with values that nobody was ever given. */
export function nobodys(credentials: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(credentials).map(([name, value]) => {
    const scheme = name === "Authorization" ? (value.split(" ")[0] ?? "") : "";
    const made = crypto.randomUUID();
    const wrong = scheme === "Basic" ? base64(`nobody:${made}`) : made;
    return [name, scheme === "" ? wrong : `${scheme} ${wrong}`];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
