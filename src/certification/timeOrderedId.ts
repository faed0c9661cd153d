// UUIDv7 (RFC 9562 §5.7): ids in the order of time, so that the key of a table is the order of its list.
import { hex } from "../shared/hash";

const TIME_DIGITS = 12;

/** An id of a moment (epoch milliseconds); random behind it. */
export function timeOrderedId(at: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70;
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80;
  const text = at.toString(16).padStart(TIME_DIGITS, "0") + hex(bytes);
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
