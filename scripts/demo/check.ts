// What the tour holds against the contract. The first difference ends it: what follows would only repeat it.
import { isDeepStrictEqual } from "node:util";

/** Something that is not as the contract says; the message is for whoever runs the tour. */
export class Difference extends Error {
  override readonly name = "Difference";
}

/** Compares field by field; every field that differs is named with both values. */
export function check(about: string, actual: object, expected: Record<string, unknown>): void {
  const found: Record<string, unknown> = { ...actual };
  const lines = Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(found[field], value))
    .map(([field, value]) => `${field} is ${shown(found[field])}, expected ${shown(value)}`);
  if (lines.length > 0) throw new Difference(`${about}: ${lines.join("; ")}`);
}

/** For what no field comparison says. */
export function ensure(holds: boolean, otherwise: string): void {
  if (!holds) throw new Difference(otherwise);
}

const LONGEST_SHOWN = 300;
const shown = (value: unknown): string =>
  value === undefined ? "missing" : JSON.stringify(value).slice(0, LONGEST_SHOWN);
