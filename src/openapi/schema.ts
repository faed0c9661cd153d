// JSON Schema as the document has it: plain data, and what is done with it without zod.

/** JSON Schema as plain data; also any other object of the document. */
export interface Schema {
  [keyword: string]: unknown;
}

/** Where named schemas stand. */
export const COMPONENTS = "#/components/schemas/";
/** A reference to a named schema. */
export const refTo = (name: string): Schema => ({ $ref: `${COMPONENTS}${name}` });

/** A body in which null means absent: members that need not be there may be null. */
export function nullable(schema: Schema): Schema {
  const required = (schema["required"] ?? []) as string[];
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Schema>);
  const members = properties.map(([name, member]) => [
    name,
    required.includes(name) ? member : orNull(member),
  ]);
  return { ...schema, properties: Object.fromEntries(members) };
}

function orNull({ description, default: usual, ...member }: Schema): Schema {
  const beside = {
    ...(description !== undefined && { description }),
    ...(usual !== undefined && { default: usual }),
  };
  const plain = typeof member["type"] === "string" && !("enum" in member) && !("const" in member);
  return plain
    ? { ...member, type: [member["type"], "null"], ...beside }
    : { anyOf: [member, { type: "null" }], ...beside };
}
