// Takes a customer out of files of jobs, without changing how long they are: what is being read or downloaded meanwhile is
// found by its bytes. A record that is an entitlement's is emptied; wherever else the identifier stands, there are asterisks.
import { ERASED_MEMBERS, erasedBody, type JsonObject } from "../../shared/erased";
import type { Json } from "../../shared/json";
import type { FileKind } from "../../reports/erasure/rewrite";
import { mayBeTheirs, type Subject } from "../../reports/erasure/subject";

/** A shorter identifier is only one where it stands for itself: "12" is also part of dates and counts. */
const SHORT = 5;

/** Files of jobs: NDJSON, or CSV with whatever columns. */
export function jobFileKind(subject: Subject): FileKind {
  const worth = mayBeTheirs(subject);
  const hide = hiderOf(subject.customerIdentifier);
  return {
    isOpen: (text) => !text.startsWith("{") && (text.split('"').length - 1) % 2 === 1,
    erase: (line) => {
      const erased = hide(worth(plain(line)) ? emptied(subject, line) : line);
      return erased === line ? null : erased;
    },
  };
}

/** Quotes as they were before CSV doubled them. */
const plain = (line: string): string => line.replaceAll('""', '"');

function emptied(subject: Subject, line: string): string {
  if (!line.startsWith("{")) return namesOne(subject, line) ? line.replaceAll(QUOTED_JSON, starred) : line;
  const record = parsed(line);
  if (record === null) return line;
  const text = JSON.stringify(withoutTheirs(subject, record));
  const [room, needed] = [bytesOf(line), bytesOf(text)];
  if (JSON.stringify(record) === text) return line;
  return needed <= room ? text + " ".repeat(room - needed) : `{}${" ".repeat(room - 2)}`;
}

function parsed(line: string): JsonObject | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Every record within a value that is this customer's, without the customer. */
function withoutTheirs(subject: Subject, value: Json): Json {
  if (Array.isArray(value)) return value.map((one) => withoutTheirs(subject, one));
  if (typeof value !== "object" || value === null) return value;
  const { entitlementId, customerIdentifier } = value;
  const isTheirs =
    customerIdentifier === subject.customerIdentifier ||
    (typeof entitlementId === "string" && subject.whole.has(entitlementId));
  if (isTheirs && ERASED_MEMBERS.some((member) => member in value)) {
    const { erased: _, ...empty } = erasedBody(value);
    return empty;
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutTheirs(subject, one)]));
}

/** A field of a CSV that is an object, as extension data is: its content. */
const QUOTED_JSON = /(?<=")\{(?:[^"]|"")*\}(?=")/g;

function namesOne({ whole, customerIdentifier }: Subject, line: string): boolean {
  const fields = line.replace(/\r$/, "").split(",");
  return fields.some((field) => {
    const text = field.replaceAll(/^"|"$/g, "");
    return whole.has(text) || text === customerIdentifier;
  });
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
const starred = (text: string): string => "*".repeat(bytesOf(text));

/** Replaces the identifier in a text, in every way that it may be written there. */
export function hiderOf(customerIdentifier: string): (text: string) => string {
  const json = JSON.stringify(customerIdentifier).slice(1, -1);
  const written = [customerIdentifier, json, encodeURIComponent(customerIdentifier)];
  const spelled = new Set([...written, ...written.map((text) => text.replaceAll('"', '""'))]);
  const longest = [...spelled]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  const alternatives = `(?:${longest.join("|")})`;
  const isShort = customerIdentifier.length < SHORT;
  const pattern = isShort ? `(?<![\\p{L}\\p{N}])${alternatives}(?![\\p{L}\\p{N}])` : alternatives;
  const found = new RegExp(pattern, "gu");
  return (text) => text.replaceAll(found, starred);
}
