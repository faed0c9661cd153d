// Allow-lists of client addresses: is this address inside one of these ranges?
//
// Spellings are read strictly, because a lenient parser makes an allow-list say something else than its author meant
// (`010.0.0.0/8` is 8.0.0.0/8 to one reader and 10.0.0.0/8 to another). What cannot be read never allows anything.
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An IPv4 address may arrive as `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2); its 96 leading bits say nothing. */
const MAPPED_PREFIX_BITS = 96;

/** Whether the client address is in one of the CIDR ranges; without an address, or with a malformed one, it is not. */
export function insideRanges(ip: string | null, ranges: string[]): boolean {
  const address = parseAddress(ip ?? "");
  return address !== null && ranges.some((range) => contains(parseRange(range), address));
}

/** Whether this is an address, or an address with a prefix length, of either family. */
export function isIpRange(range: string): boolean {
  return parseRange(range) !== null;
}

function contains(range: [Address, number] | null, address: Address): boolean {
  return range !== null && range[0].kind() === address.kind() && address.match(range);
}

function parseRange(range: string): [Address, number] | null {
  const [, text = "", prefix] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(range) ?? [];
  const address = parseAddress(text);
  if (address === null) return null;
  const mapped = address.kind() === "ipv4" && text.includes(":");
  const longest = address.kind() === "ipv4" ? 32 : 128;
  const bits = prefix === undefined ? longest : Number(prefix) - (mapped ? MAPPED_PREFIX_BITS : 0);
  return bits >= 0 && bits <= longest ? [address, bits] : null;
}

/** Four decimal parts or IPv6 without a zone, a mapped address as the IPv4 address it stands for. */
function parseAddress(text: string): Address | null {
  const strict = text.includes(":")
    ? !text.includes("%") && ipaddr.IPv6.isValid(text)
    : ipaddr.IPv4.isValidFourPartDecimal(text);
  return strict ? ipaddr.process(text) : null;
}
