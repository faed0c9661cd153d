// Expressions within bounds: what does not end is ended, and no complaint repeats a value.
import { describe, expect, it } from "vitest";
import { evaluate, problemOfExpression, secretsIn } from "../../../src/connectors/http/expression";

describe("an expression", () => {
  it.each([
    ["a.b", { a: { b: 1 } }, 1],
    ["a.c", { a: { b: 1 } }, undefined],
    ["a.c ?? null", { a: {} }, null],
    [
      "items[kind='x'].id",
      {
        items: [
          { kind: "x", id: "1" },
          { kind: "y", id: "2" },
        ],
      },
      "1",
    ],
    ["body.`@id`", { body: { "@id": "7" } }, "7"],
    ['{ "id": id, "none": none }', { id: 3 }, { id: 3 }],
  ])("%s", async (text, input, value) => {
    expect(await evaluate(text, input)).toEqual({ ok: true, value });
  });

  it.each([
    ["$number(a)", "the expression fails (D3030)"],
    ["$error(a)", "the expression fails (D3137)"],
    ["a + 1", "the expression fails (T2001)"],
    ["($f := function($x) { $f($x + 1) }; $f(1))", "the expression fails (STEPS)"],
    ["($f := function($x) { 1 + $f($x + 1) }; $f(1))", "the expression fails (D1011)"],
    ["[1..1000000].($)", "the expression fails (D2015)"],
    ['$pad("x", 1000000000)', "the expression fails"],
  ])("%s fails, and says no value", async (text, problem) => {
    expect(await evaluate(text, { a: "customer-4711" })).toEqual({ ok: false, problem });
  });

  it("can be evaluated many times at once", async () => {
    const text = "($wait := function($n) { $n > 0 ? $wait($n - 1) : id }; $wait(20))";
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const values = await Promise.all(ids.map((id) => evaluate(text, { id })));
    expect(values).toEqual(ids.map((value) => ({ ok: true, value })));
  });

  it("that does not compile is described with its position", () => {
    expect(problemOfExpression("a.b.(")).toBe(
      'Not a JSONata expression: Expected ")" before end of expression (at character 5).',
    );
    expect(problemOfExpression("a.b")).toBeNull();
  });
});

describe("secrets in an expression", () => {
  it.each([
    ['{ "a": secrets.one, "b": $.secrets.two & secrets.one }', ["one", "two"]],
    ["body.id", []],
    ["$map([1], function($n) { secrets.deep })", ["deep"]],
    ["secrets", null],
    ["secrets.*", null],
    ["$keys(secrets)", null],
    ["(secrets).x", null],
    ["secrets.(x)", null],
    ["secrets ~> $string()", null],
  ])("%s: %j", (text, names) => {
    expect(secretsIn(text)).toEqual(names);
  });
});
