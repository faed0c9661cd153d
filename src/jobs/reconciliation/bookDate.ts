// Dates in a book: as the reference system writes them, or ISO 8601. UTC where nothing else is said.

const REFERENCE = /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}):(\d{2}):(\d{2}))?$/;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const MINUTE_MS = 60_000;

/** Epoch milliseconds of `dd/MM/yyyy[ HH:mm:ss]` or ISO 8601; null for what is neither, or no day of the calendar. */
export function bookDate(text: string): number | null {
  const reference = REFERENCE.exec(text);
  if (reference) {
    const [, day, month, year, hour, minute, second] = reference;
    return instant([year, month, day, hour, minute, second], "0", undefined);
  }
  const iso = ISO.exec(text);
  if (!iso) return null;
  const [, year, month, day, hour, minute, second, fraction = "0", zone] = iso;
  return instant([year, month, day, hour, minute, second], fraction, zone);
}

/** A day or an hour that does not exist would be moved to one that does; that is told by what comes back. */
function instant(parts: (string | undefined)[], fraction: string, zone: string | undefined): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0),
  );
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(at);
  const same =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute;
  return same && second < 60 ? at + Math.floor(Number(`0.${fraction}`) * 1_000) - offset(zone) : null;
}

function offset(zone = "Z"): number {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return sign === undefined
    ? 0
    : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}
