// Hides a customer's identifier in texts. Only where it stands for itself: as a part of a longer number or name it is
// somebody else's. What is no text but an id, a date or a number is hidden as a whole or not at all.

/** What it is written as here: as it is, in JSON, in an address; each of them in a CSV, too. */
function spelled(customerIdentifier: string): string[] {
  const json = JSON.stringify(customerIdentifier).slice(1, -1);
  const written = [customerIdentifier, json, encodeURIComponent(customerIdentifier)];
  const all = new Set([...written, ...written.map((text) => text.replaceAll('"', '""'))]);
  return [...all].sort((a, b) => b.length - a.length);
}

/** Quotes are doubled in a CSV and escaped in JSON, once or more often. */
const unquoted = (text: string): string => text.replaceAll(/["\\]/g, "");

/** Whether a line may have the identifier, so that it is worth a closer look. */
export function mentionsOf(customerIdentifier: string): (line: string) => boolean {
  const [bare, encoded] = [unquoted(customerIdentifier), encodeURIComponent(customerIdentifier)];
  const plain = bare === customerIdentifier ? (line: string) => line : unquoted;
  return (line) => plain(line).includes(bare) || line.includes(encoded);
}

/** Behind this a word begins: nothing that words are made of, or the end of an escape in an address or in JSON. */
const BEGINS = String.raw`(?:(?<![\p{L}\p{N}])|(?<=%[\dA-Fa-f]{2})|(?<=\\[bfnrt]))`;
const ENDS = String.raw`(?![\p{L}\p{N}])`;

/** Replaces the identifier in a text, in every way that it may be written there. */
export function hiderOf(customerIdentifier: string): (text: string) => string {
  const alternatives = spelled(customerIdentifier).map((text) =>
    text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`),
  );
  const found = new RegExp(`${BEGINS}(?:${alternatives.join("|")})${ENDS}`, "gu");
  return (text) => {
    if (text === customerIdentifier) return starred(text);
    return isNoText(text) ? text : text.replaceAll(found, starred);
  };
}

const NO_TEXT = [
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?$/,
  /^\d{2}\/\d{2}\/\d{4} \d{2}:\d{2}:\d{2}$/,
  /^-?\d+(?:\.\d+)?$/,
];

const isNoText = (text: string): boolean => NO_TEXT.some((shape) => shape.test(text));

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** As many asterisks as there were bytes. */
export const starred = (text: string): string => "*".repeat(bytesOf(text));
