// Random values out of JSON Schema: such as a schema allows, and such as it does not.
import * as fc from "fast-check";
import { followed, type Schema } from "./document";

/** Values worth trying for members of a name; three times out of four one of them is taken. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Long enough to be refused nowhere, short enough to be read. */
const MOST_CHARACTERS = 40;

/** A value that the schema allows. */
export function allowed(schema: Schema, known: Known, name = ""): fc.Arbitrary<unknown> {
  const usual = known[name];
  const made = built(followed(schema), known, name);
  if (usual === undefined) return made;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...usual) }, made);
}

function built(schema: Schema, known: Known, name: string): fc.Arbitrary<unknown> {
  const { anyOf, type } = schema;
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  if ("const" in schema) return fc.constant(schema["const"]);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one: Schema) => allowed(one, known, name)));
  if (Array.isArray(type))
    return fc.oneof(...type.map((one: unknown) => built({ ...schema, type: one }, known, name)));
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
      return fc.integer({
        min: Math.max(Number(schema["minimum"] ?? -1_000), -1_000),
        max: Math.min(Number(schema["maximum"] ?? 1_000), 1_000),
      });
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(allowed((schema["items"] ?? {}) as Schema, known), {
        minLength: Number(schema["minItems"] ?? 0),
        maxLength: 3,
      });
    case "object":
      return object(schema, known);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Classes of characters that are more than a few: text of any kind has enough that they allow. */
const UNMADE = /u0000|\\p/i;

function text({ format, pattern, minLength = 0, maxLength = MOST_CHARACTERS }: Schema): fc.Arbitrary<string> {
  const min = Number(minLength);
  const max = Math.min(Number(maxLength), MOST_CHARACTERS);
  if (format === "date-time")
    return fc
      .date({ min: new Date(0), max: new Date(Date.UTC(9_000, 0)), noInvalidDate: true })
      .map((at) => at.toISOString());
  if (format === "date")
    return fc
      .date({ min: new Date(0), max: new Date(Date.UTC(9_000, 0)), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
  if (format === "uuid") return fc.uuid();
  if (typeof pattern === "string" && !UNMADE.test(pattern))
    return fc
      .stringMatching(new RegExp(pattern), { size: "medium" })
      .filter(({ length }) => length >= min && length <= Number(maxLength));
  return fc.string({ minLength: min, maxLength: max, unit: "grapheme" });
}

function object(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties = false } = schema;
  const members = Object.entries(properties as Record<string, Schema>);
  const described = fc.record(
    Object.fromEntries(members.map(([name, member]) => [name, allowed(member, known, name)])),
    { requiredKeys: required as string[] },
  );
  if (typeof additionalProperties !== "object") return described;
  const more = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 10 }),
    allowed(additionalProperties as Schema, known),
    { maxKeys: 3 },
  );
  return fc.tuple(more, described).map(([beside, of]) => ({ ...beside, ...Object(of) }));
}

/** A value that the schema allows, with one thing about it that is wrong, or anything at all. */
export function spoilt(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ minLength: 300, maxLength: 300 }));
  const changed = fc
    .tuple(allowed(schema, known), fc.nat(), fc.string({ maxLength: 12 }), wrong)
    .map(([value, at, name, instead]) => {
      if (typeof value !== "object" || value === null) return instead;
      const names = [...Object.keys(value), name];
      return { ...value, [names[at % names.length] ?? name]: instead };
    });
  const shortened = fc.tuple(allowed(schema, known), fc.nat()).map(([value, at]) => {
    const entries = Object.entries(Object(value));
    return Object.fromEntries(entries.filter((_, index) => index !== at % entries.length));
  });
  return fc.oneof(changed, shortened, fc.jsonValue({ maxDepth: 3 }));
}
