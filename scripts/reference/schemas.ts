/** Schemas as tables: one row per member, with what it is and what it means. */
import { h, type ComponentChildren } from "preact";
import type { Schema } from "../../src/openapi/schema";
import { line } from "./markdown";
import { anchorOf, typeOf } from "./types";

interface Member {
  name: string;
  schema: Schema;
  required: boolean;
}

/** The members of an object, nested ones with their path, lists with `[]`. */
function membersOf({ properties = {}, required = [] }: Schema, before = ""): Member[] {
  return Object.entries(properties as Record<string, Schema>).flatMap(([name, schema]) => {
    const path = `${before}${name}`;
    const member = { name: path, schema: shown(schema), required: (required as string[]).includes(name) };
    return [member, ...nested(schema, path)];
  });
}

/** What is written out below needs no words in its own row. */
const shown = (schema: Schema): Schema => {
  const { description } = schema;
  return objectIn(schema) === null ? schema : { type: schema["type"] ?? ["object", "null"], description };
};

/** An object that is written out here, also as one of two possibilities. */
const objectIn = (schema: Schema): Schema | null =>
  [schema, ...((schema["anyOf"] ?? []) as Schema[])].find((one) => "properties" in one) ?? null;

function nested(schema: Schema, path: string): Member[] {
  const object = objectIn(schema);
  if (object !== null) return membersOf(object, `${path}.`);
  const items = objectIn((schema["items"] ?? {}) as Schema);
  return items === null ? [] : membersOf(items, `${path}[].`);
}

/** The table of an object's members. */
const membersTable = (schema: Schema): ComponentChildren =>
  tableOf(
    ["Member", "Type", "Meaning"],
    membersOf(schema).map(({ name, schema: member, required }) => [
      [h("code", {}, name), required ? null : h("small", {}, " optional")],
      typeOf(member),
      line(String(member["description"] ?? "")),
    ]),
  );

/** A table that scrolls by itself where the page is narrow, and by the keyboard, too. */
export const tableOf = (head: string[], rows: ComponentChildren[][]): ComponentChildren =>
  h(
    "div",
    { class: "table", tabIndex: 0 },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))))),
    ),
  );

/** A component with a section of its own. */
export function schemaSection(name: string, schema: Schema): ComponentChildren {
  const parts = (schema["allOf"] ?? [schema]) as Schema[];
  const named = parts.filter((part) => "$ref" in part);
  return h(
    "section",
    { id: anchorOf(name), class: "schema" },
    h("h3", {}, name),
    schema["description"] === undefined ? null : h("p", {}, line(String(schema["description"]))),
    named.length > 0 && h("p", {}, "Everything of ", typeOf({ allOf: named }), "."),
    ...parts.filter((part) => "properties" in part).map(membersTable),
    parts.some((part) => "properties" in part || "$ref" in part) ? null : h("p", {}, typeOf(schema)),
  );
}
