// The one judge of where a notification may go: asked when a URL is saved, when it is tested and before every attempt.
//
// It judges the host as the URL parser normalises it, so a decimal, octal or full-width spelling is seen for what it
// is. A public name that resolves to a private address cannot be seen here, because a Worker does not resolve names;
// in production the compatibility flag `global_fetch_strictly_public` makes fetch itself refuse that.
import ipaddr from "ipaddr.js";

/** Beyond this no reseller's URL is real, and stored records stay small. */
export const MAX_URL_LENGTH = 2_048;

/** Names that never lead to the public internet: RFC 6761, 6762, 7686, 8375 and ICANN's reservation of `internal`. */
const PRIVATE_DOMAINS = [
  "localhost",
  "local",
  "internal",
  "home.arpa",
  "test",
  "example",
  "invalid",
  "onion",
];

/** The parser strips or rewrites these silently, so the URL would not be used exactly as given. */
const ALTERED_CHARACTERS = /[\s\p{Cc}\p{Cf}\p{Cs}\\]/u;

/** Labels of up to 63 characters; the underscore is not a host name's, but DNS and some hosters allow it. */
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*$/;

/** IPv6 addresses are given out from 2000::/3 only (RFC 4291 §2.4); ipaddr.js calls the unassigned rest unicast. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** Why a notification may not be sent to this URL, as a sentence for a human; null when it may. */
export function refuseTarget(url: string, { allowLoopback }: { allowLoopback: boolean }): string | null {
  if (url.length > MAX_URL_LENGTH) return `The URL is longer than ${MAX_URL_LENGTH} characters.`;
  if (ALTERED_CHARACTERS.test(url))
    return "The URL contains white space, a control character or a backslash.";
  const authority = /^(https?):\/\/([^/?#]+)/i.exec(url)?.[2];
  if (authority === undefined || !URL.canParse(url))
    return "The URL is not an absolute https URL with a valid host.";
  if (authority.includes("@"))
    return "The URL carries user info; credentials belong in the authentication settings.";

  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/\.$/, "");
  if (allowLoopback && isLoopback(host)) return null;
  return refuseHost(host) ?? (protocol === "https:" ? null : "The URL must use https.");
}

function refuseHost(host: string): string | null {
  const literal = host.replace(/^\[(.*)\]$/, "$1");
  if (ipaddr.isValid(literal)) return refuseAddress(ipaddr.parse(literal));
  if (!DNS_NAME.test(host)) return "The host of the URL is not a valid host name.";
  const domain = PRIVATE_DOMAINS.find((name) => host === name || host.endsWith(`.${name}`));
  if (domain) return `The host of the URL is under "${domain}", which is not public.`;
  return host.includes(".") ? null : "The host of the URL is a single label, which is not a public name.";
}

function refuseAddress(address: ipaddr.IPv4 | ipaddr.IPv6): string | null {
  const range = address.range();
  if (range !== "unicast") return `The host of the URL is an address that is not public (${range}).`;
  if (!(address instanceof ipaddr.IPv6)) return null;
  if (!address.match(GLOBAL_UNICAST))
    return "The host of the URL is an address that is not public (unassigned).";
  return embedsIPv4(address) ? "The host of the URL is an IPv6 address that embeds an IPv4 address." : null;
}

/** ISATAP (RFC 5214 §6.1), the one embedding that can stand in any network; the others have ranges of their own. */
const embedsIPv4 = ({ parts: [, , , , upper = 0, lower] }: ipaddr.IPv6): boolean =>
  (upper & ~0x200) === 0 && lower === 0x5efe;

function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host === "[::1]" ||
    (ipaddr.IPv4.isValid(host) && ipaddr.IPv4.parse(host).range() === "loopback")
  );
}
