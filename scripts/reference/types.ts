/** A schema in a few words: what kind of value, within which limits, as people read it. */
import { h, type ComponentChildren } from "preact";
import { COMPONENTS, type Schema } from "../../src/openapi/schema";

/** Beyond the whole numbers that every language has. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Where a component's own section is. */
export const anchorOf = (name: string): string => `schema-${name}`;

/** The type, with links to the sections of components. */
export function typeOf(schema: Schema): ComponentChildren {
  const { $ref, type, items, anyOf, allOf } = schema;
  if (typeof $ref === "string") return linkTo($ref.slice(COMPONENTS.length));
  if (Array.isArray(anyOf)) return joined(anyOf.map(typeOf), " or ");
  if (Array.isArray(allOf)) return joined(allOf.map(typeOf), " and ");
  if ("const" in schema) return h("code", {}, JSON.stringify(schema["const"]));
  if (Array.isArray(schema["enum"]))
    return joined(
      schema["enum"].map((value) => h("code", {}, String(value))),
      ", ",
    );
  if (type === "array") return ["list of ", typeOf((items ?? {}) as Schema)];
  if (type === undefined) return "anything";
  return [Array.isArray(type) ? type.join(" or ") : String(type), limitsOf(schema)];
}

const linkTo = (name: string) => h("a", { href: `#${anchorOf(name)}` }, name);

const joined = (parts: ComponentChildren[], separator: string): ComponentChildren =>
  parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part]));

function limitsOf({
  format,
  minLength,
  maxLength,
  minimum,
  maximum,
  pattern,
  default: usual,
}: Schema): string {
  const isWidth = format === "int32" || format === "int64";
  const said = [
    format !== undefined && !isWidth && String(format),
    between("characters", minLength, maxLength),
    between("", minimum, maximum),
    pattern !== undefined && format === undefined && !isControls(pattern) && `matches ${String(pattern)}`,
    usual !== undefined && `default ${JSON.stringify(usual)}`,
  ].filter((one) => one !== false && one !== "");
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

/** Every text that is taken is free of control characters; saying it at each would hide what is special. */
const isControls = (pattern: unknown): boolean => String(pattern).includes("u0000");

function between(what: string, low: unknown, high: unknown): string {
  const least = typeof low === "number" && low > -LARGEST ? low : null;
  const most = typeof high === "number" && high < LARGEST ? high : null;
  if (most === null) return least === null || least === 0 ? "" : `at least ${least} ${what}`.trim();
  return (least === null ? `at most ${most} ${what}` : `${least}–${most} ${what}`).trim();
}
