// The fields of an outcome, by the expressions of its rule. A field that a rule maps has to be there and of the right
// type, else the answer is not what its definition says; null stands for "none". Only what a merchant says about a
// refusal may be missing: it stays a refusal.
import type { Rule } from "./definition";
import { evaluate } from "./expression";
import { Unreadable } from "./problem";

/** How a value becomes a field; throws what is wrong with it. */
const FIELDS = {
  merchantEntitlementId: text,
  activationCode: text,
  url: text,
  terminationDate: time,
  urlExpiry: time,
  merchantExtensionData: object,
  merchantCode: (value: unknown) => remark(value, 255),
  message: (value: unknown) => remark(value, 1024),
} as const;

type Field = keyof typeof FIELDS;
const MAY_BE_MISSING: readonly Field[] = ["merchantCode", "message"];

/** The mapped fields of a rule. */
export async function mapped(rule: Rule, seen: object): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  const expressions: Partial<Record<string, unknown>> = rule;
  for (const field of Object.keys(FIELDS) as Field[]) {
    const expression = expressions[field];
    if (typeof expression === "string") fields[field] = await fieldOf(field, expression, seen);
  }
  return fields;
}

async function fieldOf(field: Field, expression: string, seen: object): Promise<unknown> {
  const evaluation = await evaluate(expression, seen);
  const lenient = MAY_BE_MISSING.includes(field);
  if (!evaluation.ok && !lenient) throw new Unreadable(`${field}: ${evaluation.problem}`);
  const value = evaluation.ok ? evaluation.value : undefined;
  if (value === null || (value === undefined && lenient)) return null;
  if (value === undefined) throw new Unreadable(`${field} is missing`);
  try {
    return FIELDS[field](value);
  } catch (error) {
    throw error instanceof Unreadable ? new Unreadable(`${field} ${error.message}`) : error;
  }
}

function text(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new Unreadable(value === "" ? "is empty" : `has to be text, not ${typeName(value)}`);
}

/** What a merchant says about a refusal, as far as there is room. */
function remark(value: unknown, most: number): string {
  const said = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return said.slice(0, most).toWellFormed();
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;
const [EARLIEST, LATEST] = [Date.UTC(2000, 0), Date.UTC(9999, 0)];

/** ISO 8601 with an offset, or epoch milliseconds; seconds would lie before any earliest time. */
function time(value: unknown): number {
  const at = typeof value === "string" && ISO_TIME.test(value) ? Date.parse(value) : value;
  if (typeof at === "number" && at >= EARLIEST && at < LATEST) return Math.round(at);
  throw new Unreadable("has to be an ISO 8601 time with an offset, or epoch milliseconds");
}

/** Of scalars; the contract's schema checks the members. */
function object(value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Unreadable(`has to be an object, not ${typeName(value)}`);
}

const typeName = (value: unknown): string =>
  Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
