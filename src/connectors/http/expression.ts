// JSONata expressions: compiled once per isolate, evaluated within bounds. An expression is the operator's, but what
// it works on is a stranger's, so depth, sequences and steps are limited. JSONata's own limit by time is kept for the
// runtimes in which time passes; in a Worker the clock stands still between two reads or writes, so steps count.
import jsonata from "jsonata";

const LIMITS = { timeout: 1_000, stack: 500, sequence: 20_000 };
const MOST_STEPS = 100_000;
/** Beyond this an isolate forgets what it compiled first; a definition has a few dozen expressions. */
const MOST_COMPILED = 1_000;

/** Called by JSONata at every step; its types know names only. */
const ON_STEP = Symbol.for("jsonata.__evaluate_entry") as unknown as string;

const compiled = new Map<string, jsonata.Expression>();
const steps = new WeakMap<object, number>();

export type Evaluation = { ok: true; value: unknown } | { ok: false; problem: string };

/** What is wrong with the text of an expression, or null. */
export function problemOfExpression(text: string): string | null {
  try {
    compile(text);
    return null;
  } catch (error) {
    const { message, position } = faultOf(error);
    const where = position === undefined ? "" : ` (at character ${position})`;
    return `Not a JSONata expression: ${message}${where}.`;
  }
}

/** The value of an expression; `undefined` where it comes to nothing. A problem is told by its code, without values. */
export async function evaluate(text: string, input: object): Promise<Evaluation> {
  try {
    const value: unknown = await compile(text).evaluate(input, {});
    return { ok: true, value };
  } catch (error) {
    const { code } = faultOf(error);
    return {
      ok: false,
      problem: code === undefined ? "the expression fails" : `the expression fails (${code})`,
    };
  }
}

/** The names after `secrets.` in an expression; null where secrets are used in another way than by name. */
export function secretsIn(text: string): string[] | null {
  const names: string[] = [];
  const visit = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.every((item, index) => isUsedByName(node, index) && visit(item));
    if (typeof node !== "object" || node === null) return true;
    return Object.values(node).every(visit);
  };
  /** A step `secrets` has to be followed by a step that is a name. */
  const isUsedByName = (steps_: unknown[], index: number): boolean => {
    if (nameOf(steps_[index]) !== "secrets") return true;
    const next = nameOf(steps_[index + 1]);
    if (next !== null) names.push(next);
    return next !== null;
  };
  return visit(compile(text).ast()) ? [...new Set(names)] : null;
}

function nameOf(node: unknown): string | null {
  if (typeof node !== "object" || node === null || !("type" in node) || !("value" in node)) return null;
  return node.type === "name" && typeof node.value === "string" ? node.value : null;
}

function compile(text: string): jsonata.Expression {
  const known = compiled.get(text);
  if (known) return known;
  const expression = jsonata(text, LIMITS);
  expression.assign(ON_STEP, countStep);
  const [oldest] = compiled.keys();
  if (compiled.size >= MOST_COMPILED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(text, expression);
  return expression;
}

/** Each evaluation has one base environment, so steps are counted by it. */
function countStep(_expression: unknown, _input: unknown, { base }: { base: object }): void {
  const taken = (steps.get(base) ?? 0) + 1;
  steps.set(base, taken);
  if (taken > MOST_STEPS) throw Object.assign(new Error("too many steps"), { code: "STEPS" });
}

/** JSONata throws plain objects. */
function faultOf(error: unknown): { code?: string; message: string; position?: number } {
  if (typeof error !== "object" || error === null) return { message: "unknown error" };
  return {
    ...("code" in error && typeof error.code === "string" && { code: error.code }),
    ...("position" in error && typeof error.position === "number" && { position: error.position }),
    message: "message" in error && typeof error.message === "string" ? error.message : "unknown error",
  };
}
