// JSON as values: a canonical text to compare by, and how deep a value goes.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same text for equal values: keys sorted; with `dropNulls`, null members count as absent. */
export function canonical(value: Json, dropNulls: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, dropNulls)).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => !(dropNulls && member === null))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member, dropNulls)}`);
  return `{${members.join(",")}}`;
}

/** Nesting of a value: a scalar is 0, `[]` and `{}` are 1. Stops looking beyond `limit`. */
export function depth(value: Json, limit: number): number {
  let level: Json[] = [value];
  for (let deep = 0; ; deep++) {
    const containers = level.filter((item) => typeof item === "object" && item !== null);
    if (containers.length === 0 || deep > limit) return deep;
    level = containers.flatMap((item) => Object.values(item as Json[] | { [key: string]: Json }));
  }
}

/** A copy without null members at the top, where null means absent. */
export function withoutNulls(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}
