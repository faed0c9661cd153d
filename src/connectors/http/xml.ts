// XML bodies as values: elements by name, attributes as `@name`, the text of an element that has attributes as
// `#text`. All text stays text, namespace prefixes are dropped when reading, and a document type is refused: whoever
// needs one to be understood wants something of the parser.
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { Unbuildable, Unreadable } from "./problem";

const NAMES = { ignoreAttributes: false, attributeNamePrefix: "@", textNodeName: "#text" };
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

const parser = new XMLParser({
  ...NAMES,
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
});
const builder = new XMLBuilder({ ...NAMES, suppressEmptyNode: true, suppressBooleanAttributes: false });

const NAME = /^@?[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
/** Characters that XML 1.0 (§2.2) has no way to write. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A document from an object with one member, its root. */
export function encodeXml(value: unknown): string {
  if (!isObject(value) || Object.keys(value).length !== 1 || Array.isArray(Object.values(value)[0]))
    throw new Unbuildable("an XML body has to be an object with one member, the root element");
  return DECLARATION + builder.build(writable(value));
}

/** A document as a value. */
export function decodeXml(text: string): unknown {
  if (/<!DOCTYPE/i.test(text)) throw new Unreadable("is XML with a document type, which is refused");
  try {
    return parser.parse(text, true);
  } catch {
    throw new Unreadable("is not XML");
  }
}

/** The same without members that are null, and with names and text that XML can hold. */
function writable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writable);
  if (!isObject(value)) return writableText(value);
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  for (const [name, member] of members) {
    if (name !== "#text" && !NAME.test(name))
      throw new Unbuildable("the body has a name that XML cannot hold");
    if (/^[@#]/.test(name) && typeof member === "object")
      throw new Unbuildable("an attribute or text of the body is not a single value");
  }
  return Object.fromEntries(members.map(([name, member]) => [name, writable(member)]));
}

function writableText(value: unknown): string {
  const text = String(value);
  if (UNWRITABLE.test(text)) throw new Unbuildable("the body has text that XML cannot hold");
  return text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
