import { describe, expect, it } from "vitest";
import { canonical, depth, withoutNulls, type Json } from "../../src/shared/json";

describe("canonical text", () => {
  it.each<[Json, string]>([
    [null, "null"],
    ["ü\n", '"ü\\n"'],
    [1e2, "100"],
    [-0, "0"],
    [[], "[]"],
    [{}, "{}"],
    [{ b: 1, a: [true, { d: "x", c: 2 }] }, '{"a":[true,{"c":2,"d":"x"}],"b":1}'],
    [{ "10": 1, "9": 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
  ])("of %j is %s", (value, text) => expect(canonical(value, false)).toBe(text));

  it("is the same for equal values, whatever the order of their keys", () => {
    const [one, other]: Json[] = [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ];
    expect(canonical(one ?? null, true)).toBe(canonical(other ?? null, true));
  });

  it("drops null members at every depth when asked, and only then", () => {
    const value: Json = { a: null, b: { c: null, d: 1 }, e: [null] };
    expect(canonical(value, true)).toBe('{"b":{"d":1},"e":[null]}');
    expect(canonical(value, false)).toBe('{"a":null,"b":{"c":null,"d":1},"e":[null]}');
  });

  it("keeps apart what only looks alike", () => {
    const values: Json[] = [1, "1", [1], { a: 1 }, { a: "1" }, { a: [1] }, [], {}, "", null, false, 0];
    expect(new Set(values.map((value) => canonical(value, true))).size).toBe(values.length);
  });

  it("survives members named like an object's own", () => {
    const value: Json = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
    expect(canonical(value, true)).toBe('{"__proto__":{"x":1},"constructor":2}');
  });
});

describe("depth", () => {
  const nested = (levels: number): Json => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`) as Json;

  it.each<[Json, number]>([
    ["x", 0],
    [null, 0],
    [[], 1],
    [{}, 1],
    [{ a: 1 }, 1],
    [[1, [2], { a: [] }], 3],
  ])("of %j is %i", (value, deep) => expect(depth(value, 32)).toBe(deep));

  it("is exact up to the limit and only more than it beyond", () => {
    expect(depth(nested(32), 32)).toBe(32);
    expect(depth(nested(33), 32)).toBe(33);
    expect(depth(nested(5_000), 32)).toBeGreaterThan(32);
    expect(depth(nested(5_000), 32)).toBeLessThan(40);
  });
});

describe("without nulls", () => {
  it("drops null members at the top and nothing below", () => {
    expect(withoutNulls({ a: null, b: { c: null }, d: [null], e: false })).toEqual({
      b: { c: null },
      d: [null],
      e: false,
    });
  });

  it.each<Json>(["x", null, [null], 0])("leaves %j as it is", (value) => {
    expect(withoutNulls(value)).toEqual(value);
  });
});
