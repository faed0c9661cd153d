// From an answer to an outcome: a table.
import { describe, expect, it } from "vitest";
import { HttpDefinition } from "../../../src/connectors/http/definition";
import { understand } from "../../../src/connectors/http/rules";

interface Answered {
  status?: number;
  type?: string;
  body?: string;
  headers?: Record<string, string>;
}

async function understood(rules: object[], answered: Answered | null, operation: object = {}) {
  const create = { ...(answered && { url: "https://m.com/x" }), responses: rules, ...operation };
  const definition = HttpDefinition.parse({ operations: { create } });
  const { status = 200, type = "application/json", body = "", headers = {} } = answered ?? {};
  const bytes = new TextEncoder().encode(body);
  const received = answered && {
    status,
    headers: { "content-type": type, ...headers },
    bytes,
    complete: true,
  };
  return understand(definition.operations.create, received, { productKey: "P", landingToken: "T" });
}

const unreadable = (detail: string, status: number | null = 200) => ({
  kind: "unknown",
  cause: status !== null && status >= 500 ? "SERVER_ERROR" : "UNREADABLE",
  status,
  detail,
});

describe("which rule matches", () => {
  const rules = [
    { status: [404, 410], outcome: "rejected", reason: "NOT_FOUND" },
    { status: "5xx", when: 'body.code = "CLOSED"', outcome: "rejected", reason: "MERCHANT_UNAVAILABLE" },
    { status: 303, outcome: "actionRequired", url: "headers.location" },
    { when: "body.errors", outcome: "rejected" },
    { when: "body.wait", outcome: "accepted" },
    { status: "2xx", outcome: "completed" },
  ];
  it.each<[string, Answered, string, number | null]>([
    ["a status of a list", { status: 410 }, "rejected", 0],
    ["a class", { status: 299 }, "completed", 5],
    ["an empty answer", { status: 204, type: "" }, "completed", 5],
    ["a condition", { body: '{"errors":[{"code":1}]}' }, "rejected", 3],
    ["a condition that is an empty list", { body: '{"errors":[],"wait":0}' }, "completed", 5],
    ["the first of two", { body: '{"errors":"x","wait":true}' }, "rejected", 3],
    ["a condition without a status, for an error", { status: 422, body: '{"errors":true}' }, "rejected", 3],
    ["a server error that is named", { status: 503, body: '{"code":"CLOSED"}' }, "rejected", 1],
    ["a server error that is not", { status: 503, body: '{"errors":true}' }, "unknown", null],
    [
      "a redirect that is named",
      { status: 303, headers: { location: "https://m.com/join" } },
      "actionRequired",
      2,
    ],
    ["a redirect that is not", { status: 302, body: '{"errors":true}' }, "unknown", null],
    ["nothing", { status: 418, body: "{}" }, "unknown", null],
  ])("%s", async (_, answered, kind, rule) => {
    expect(await understood(rules, answered)).toMatchObject({ outcome: { kind }, rule });
  });

  it("what does not match says so", async () => {
    const said = async (answered: Answered) => (await understood(rules, answered)).outcome;
    expect(await said({ status: 418 })).toEqual(unreadable("no rule matches the answer (status 418)", 418));
    expect(await said({ status: 500 })).toEqual(unreadable("no rule matches the answer (status 500)", 500));
    expect(await said({ status: 301 })).toEqual(
      unreadable("the answer is a redirect (status 301), which is never followed", 301),
    );
  });

  it("without a request the rules alone decide", async () => {
    const page = { outcome: "actionRequired", url: '"https://m.com/join?token=" & request.landingToken' };
    expect(
      await understood([{ when: 'request.productKey = "Q"', outcome: "completed" }, page], null),
    ).toEqual({
      outcome: { kind: "actionRequired", url: "https://m.com/join?token=T" },
      rule: 1,
    });
    expect((await understood([{ when: "false", outcome: "completed" }], null)).outcome).toEqual(
      unreadable("no rule matches", null),
    );
  });
});

describe("how an answer is read", () => {
  const rules = [{ outcome: "completed", merchantEntitlementId: "body.id" }];
  it.each<[string, Answered, object]>([
    ["by its content type", { type: "text/xml; charset=utf-8", body: "<id>1</id>" }, {}],
    ["by a suffix", { type: "application/vnd.m+json", body: '{"id":"1"}' }, {}],
    ["as the request, where the type says nothing", { type: "text/plain", body: '{"id":"1"}' }, {}],
    ["as an XML request", { type: "", body: "<id>1</id>" }, { format: "xml" }],
    ["as the definition says", { type: "application/json", body: "id=1" }, { answer: "form" }],
    ["with a byte order mark", { body: '\uFEFF{"id":"1"}' }, {}],
  ])("%s", async (_, answered, operation) => {
    expect(await understood(rules, answered, operation)).toEqual({
      outcome: { kind: "completed", merchantEntitlementId: "1" },
      rule: 0,
    });
  });

  it("as text, where the definition says so", async () => {
    const text = [{ when: '$contains(body, "OK")', outcome: "completed" }];
    const { outcome } = await understood(text, { type: "text/plain", body: "+OK 200" }, { answer: "text" });
    expect(outcome).toEqual({ kind: "completed" });
  });

  it.each<[string, Answered, object, string]>([
    ["a page", { type: "text/html", body: "<h1>Hello</h1>" }, {}, "is not JSON"],
    ["half a document", { body: '{"id":' }, {}, "is not JSON"],
    ["XML that does not close", { type: "text/xml", body: "<id>" }, {}, "is not XML"],
    ["two roots", { type: "text/xml", body: "<id>1</id><id>2</id>" }, {}, "is not XML"],
    ["JSON that is called XML", { type: "text/xml", body: '{"id":"1"}' }, {}, "is not XML"],
    [
      "a document type",
      { type: "text/xml", body: '<!DOCTYPE x [<!ENTITY a "b">]><id>&a;</id>' },
      {},
      "is XML with a document type, which is refused",
    ],
    [
      "an element that would change objects",
      { type: "text/xml", body: "<a><__proto__>1</__proto__></a>" },
      {},
      "is not XML",
    ],
    ["a form that is none", { body: "hello" }, { answer: "form" }, "is not a form"],
    ["nesting", { body: "[".repeat(70) + "]".repeat(70) }, {}, "is nested deeper than 64 levels"],
  ])("%s is not read", async (_, answered, operation, problem) => {
    const { outcome } = await understood(rules, answered, operation);
    expect(outcome).toEqual(unreadable(`the answer (status 200) ${problem}`));
  });

  it("bytes that are no UTF-8 are not read", async () => {
    const { operations } = HttpDefinition.parse({
      operations: { create: { url: "https://m.com", responses: rules } },
    });
    const received = { status: 200, headers: {}, bytes: new Uint8Array([0x22, 0xff, 0x22]), complete: true };
    const { outcome } = await understand(operations.create, received, {});
    expect(outcome).toEqual(unreadable("the answer (status 200) is not UTF-8"));
  });

  it("XML keeps numbers as text, attributes by @, CDATA and entities", async () => {
    const { outcome } = await understood(
      [
        {
          outcome: "completed",
          merchantExtensionData:
            '{ "a": body.r.a, "b": body.r.`@b`, "c": body.r.c.`#text`, "d": body.r.d[1], "e": body.r.e }',
        },
      ],
      {
        type: "text/xml",
        body: '<s:r xmlns:s="u" b="1.0"><a>007</a><c k="v">x &amp;&#233;</c><d>1</d><d>2</d><e><![CDATA[<&>]]></e></s:r>',
      },
    );
    expect(outcome).toMatchObject({
      merchantExtensionData: { a: "007", b: "1.0", c: "x &é", d: "2", e: "<&>" },
    });
  });
});

describe("what a rule maps", () => {
  const at = Date.parse("2031-05-01T08:00:00.000Z");
  it.each<[string, object, object]>([
    ["an ISO time", { terminationDate: '"2031-05-01T10:00:00+02:00"' }, { terminationDate: at }],
    ["epoch milliseconds", { terminationDate: String(at) }, { terminationDate: at }],
    [
      "null, which stands for none",
      { activationCode: "null", terminationDate: "body.none ?? null" },
      { activationCode: null, terminationDate: null },
    ],
    [
      "an object of scalars",
      { merchantExtensionData: '{ "a": 1, "b": "x", "c": true, "d": null, "e": body.none }' },
      { merchantExtensionData: { a: 1, b: "x", c: true, d: null } },
    ],
    ["the request", { merchantEntitlementId: "request.productKey" }, { merchantEntitlementId: "P" }],
    ["headers", { activationCode: "headers.`x-code`" }, { activationCode: "H-1" }],
  ])("%s", async (_, mappings, fields) => {
    const rule = { outcome: "completed", ...mappings };
    const { outcome } = await understood([rule], { body: "{}", headers: { "x-code": "H-1" } });
    expect(outcome).toEqual({ kind: "completed", ...fields });
  });

  it.each<[string, string]>([
    ["merchantEntitlementId", "is missing"],
    ["activationCode", "is missing"],
    ["terminationDate", "is missing"],
    ["merchantExtensionData", "is missing"],
  ])("%s that is not there is not what the definition says", async (field, problem) => {
    const { outcome, rule } = await understood([{ outcome: "completed", [field]: "body.none" }], {
      body: "{}",
    });
    expect(outcome).toEqual(unreadable(`rule 0: ${field} ${problem}`));
    expect(rule).toBe(0);
  });

  it.each<[string, string, string]>([
    ["merchantEntitlementId", "17", "merchantEntitlementId has to be text, not a number"],
    ["merchantEntitlementId", "{}", "merchantEntitlementId has to be text, not an object"],
    ["merchantEntitlementId", '""', "merchantEntitlementId is empty"],
    ["activationCode", "[1, 2]", "activationCode has to be text, not a list"],
    [
      "terminationDate",
      '"2031-05-01"',
      "terminationDate has to be an ISO 8601 time with an offset, or epoch milliseconds",
    ],
    [
      "terminationDate",
      "1935482400",
      "terminationDate has to be an ISO 8601 time with an offset, or epoch milliseconds",
    ],
    ["merchantExtensionData", '"x"', "merchantExtensionData has to be an object, not a string"],
    ["merchantExtensionData", '{ "a": { "b": 1 } }', "merchantExtensionData.a: Invalid input"],
    [
      "merchantExtensionData",
      '{ "a": $number("customer-1") }',
      "merchantExtensionData: the expression fails (D3030)",
    ],
    [
      "merchantEntitlementId",
      '$pad("x", 300)',
      "merchantEntitlementId: Too big: expected string to have <=255 characters",
    ],
  ])("%s as %s is not what the definition says", async (field, expression, problem) => {
    const { outcome } = await understood([{ outcome: "completed", [field]: expression }], { body: "{}" });
    expect(outcome).toEqual(unreadable(`rule 0: ${problem}`));
  });

  it("a page has to be an http or https URL", async () => {
    for (const url of ["javascript:alert(1)", "/join", "https://"]) {
      const { outcome } = await understood([{ outcome: "actionRequired", url: "body.url" }], {
        body: JSON.stringify({ url }),
      });
      expect(outcome).toMatchObject({ kind: "unknown", detail: expect.stringMatching(/^rule 0: url: /) });
    }
  });

  it("a refusal stays one, whatever is said about it", async () => {
    const rule = {
      status: 409,
      outcome: "rejected",
      merchantCode: "body.code",
      message: "$number(body.text)",
    };
    expect((await understood([rule], { status: 409, body: '{"code":4711,"text":"x"}' })).outcome).toEqual({
      kind: "rejected",
      reason: "MERCHANT_REJECTED",
      status: 409,
      merchantCode: "4711",
      message: null,
    });
    const long = { ...rule, message: '$pad("x", 5000)' };
    expect((await understood([long], { status: 409, body: "{}" })).outcome).toMatchObject({
      merchantCode: null,
      message: expect.stringMatching(/^x {1023}$/),
    });
  });

  it("a condition that fails leaves the outcome unknown, without the value", async () => {
    const { outcome } = await understood([{ when: "$number(body.id) > 1", outcome: "completed" }], {
      body: '{"id":"customer-1"}',
    });
    expect(outcome).toEqual(unreadable("rule 0: when: the expression fails (D3030)"));
  });
});
