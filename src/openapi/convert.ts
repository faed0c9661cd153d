// From zod to JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. Schemas with a name become components, and stand as
// references wherever they are used; everything else is written out where it stands.
//
// What a check does in code has no place in JSON Schema, so a few of ours are said here by hand, by identity.
import * as z from "zod";
import { ExtensionData, notificationUrl, TerminationBody, time, uuid } from "../api/schemas";
import { MAX_EXTENSION_BYTES, MAX_EXTENSION_KEYS } from "../entitlement/machine/begin";
import { Document } from "../onboarding/document";
import { MAX_URL_LENGTH } from "../shared/target";
import { COMPONENTS, refTo, type Schema } from "./schema";

/** Keywords that a check stands for. */
const SAID = new Map<unknown, Schema>([
  [
    time,
    {
      format: "date-time",
      description: "ISO 8601 with an offset.",
      examples: ["2030-01-31T12:00:00.000Z"],
    },
  ],
  [uuid, { format: "uuid", maxLength: 36 }],
  [notificationUrl, { format: "uri", maxLength: MAX_URL_LENGTH }],
  [
    ExtensionData,
    {
      description: `At most ${MAX_EXTENSION_KEYS} members that are no objects or lists, and ${MAX_EXTENSION_BYTES} bytes of JSON.`,
      maxProperties: MAX_EXTENSION_KEYS,
    },
  ],
  [TerminationBody, { additionalProperties: { type: ["string", "number", "boolean", "null"] } }],
]);

/** The catalogue is checked for references before its sections are. */
const REPLACED = new Map<unknown, Schema>([[Document, refTo("CatalogueDocument")]]);

/** Formats that say more than the pattern that zod has for them. */
const FORMATS = ["uuid", "date-time", "date"];

/** Named schemas as components, and anonymous ones by the key that they were given. */
export interface Converted {
  components: Record<string, Schema>;
  anonymous: Map<string, Schema>;
}

/** What zod calls schemas that refer to themselves; here only "any JSON". */
const SHARED = "__shared";
const ANONYMOUS = "~";

/** `input`: what may be sent, and nothing else. `output`: what is answered, to which later releases may add. */
export function converted(
  io: "input" | "output",
  named: ReadonlyMap<string, z.ZodType>,
  anonymous: ReadonlyMap<string, z.ZodType>,
): Converted {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) registry.add(schema, { id });
  for (const [id, schema] of anonymous) registry.add(schema, { id: ANONYMOUS + id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: "any",
    uri: (id) => `${COMPONENTS}${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      const replaced = REPLACED.get(zodSchema);
      if (replaced) Object.assign(jsonSchema, replaced);
      Object.assign(jsonSchema, SAID.get(zodSchema));
      if (jsonSchema.type === "integer") jsonSchema.format = widthOf(jsonSchema.maximum);
      if (FORMATS.includes(jsonSchema.format ?? "")) delete jsonSchema.pattern;
      if (io === "output" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  const result: Converted = { components: {}, anonymous: new Map() };
  for (const [id, schema] of Object.entries(schemas)) {
    if (id === SHARED) continue;
    const plain = cleaned(schema) as Schema;
    if (id.startsWith(ANONYMOUS)) result.anonymous.set(id.slice(1), plain);
    else result.components[id] = plain;
  }
  return result;
}

/** OpenAPI's formats of integers. */
const widthOf = (maximum: number | undefined): string =>
  maximum !== undefined && maximum < 2 ** 31 ? "int32" : "int64";

const DROPPED = ["$schema", "$id", "~standard"];

/** Without what only a file of its own needs, and with "any JSON" as the schema that allows everything. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as Schema;
  if (typeof $ref === "string" && $ref.includes(SHARED)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([keyword]) => !DROPPED.includes(keyword))
      .map(([keyword, inner]) => [keyword, cleaned(inner)]),
  );
}
