// What a definition says, and what is refused of it: always with the path of the field.
import { describe, expect, it } from "vitest";
import { http } from "../../../src/connectors/http/definition";
import { CONNECTORS } from "../../../src/connectors/registry";

const OK = { status: 200, outcome: "completed" };
const PAGE = { status: 202, outcome: "actionRequired", url: "body.url" };
const create = { method: "POST", url: "/subscriptions", responses: [OK] };
const minimal = { baseUrl: "https://api.merchant.com/v1", operations: { create } };

/** The issues of a definition, one line each. */
function issuesOf(definition: unknown): string[] {
  const { error } = http.definition.safeParse(definition);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const withCreate = (changes: object): unknown => ({
  ...minimal,
  operations: { create: { ...create, ...changes } },
});
const withRule = (rule: object): unknown => withCreate({ responses: [rule] });
const withAuthentication = (authentication: object): unknown => ({ ...minimal, authentication });

describe("a definition", () => {
  it("is a kind of connector", () => {
    expect(CONNECTORS["http"]).toBe(http);
    expect(issuesOf(minimal)).toEqual([]);
    expect(issuesOf({ type: "http", ...minimal })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["nothing", {}, "operations: Invalid input: expected object, received undefined"],
    [
      "no create",
      { ...minimal, operations: {} },
      "operations.create: Invalid input: expected object, received undefined",
    ],
    [
      "an unknown operation",
      { ...minimal, operations: { create, creat: create } },
      'operations: Unrecognized key: "creat"',
    ],
    ["an unknown field", withCreate({ uri: "/x" }), 'operations.create: Unrecognized key: "uri"'],
    [
      "a URL without base",
      { operations: { create } },
      "operations.create.url: Must be an absolute URL: there is no baseUrl.",
    ],
    [
      "a base that is none",
      { ...minimal, baseUrl: "merchant.com" },
      "baseUrl: Must be an absolute http or https URL.",
    ],
    [
      "a base with a placeholder",
      { ...minimal, baseUrl: "https://{resellerKey}.com" },
      "baseUrl: Must be literal, without query, fragment or placeholders.",
    ],
    [
      "a base with a query",
      { ...minimal, baseUrl: "https://m.com/?a=b" },
      "baseUrl: Must be literal, without query, fragment or placeholders.",
    ],
    [
      "a host with a placeholder",
      withCreate({ url: "https://{resellerKey}.merchant.com/x" }),
      "operations.create.url: The host of the URL has to be literal, without placeholders.",
    ],
    [
      "a port with a placeholder",
      withCreate({ url: "https://merchant.com:{productKey}/x" }),
      "operations.create.url: The host of the URL has to be literal, without placeholders.",
    ],
    [
      "a host after a backslash",
      withCreate({ url: "https://merchant.com\\{productKey}" }),
      "operations.create.url: Must not contain white space, a backslash or a fragment.",
    ],
    [
      "a scheme with a placeholder",
      withCreate({ url: "{productKey}://merchant.com" }),
      "operations.create.url: Must be an http or https URL, or a path under baseUrl.",
    ],
    [
      "another scheme",
      withCreate({ url: "ftp://merchant.com" }),
      "operations.create.url: Must be an http or https URL, or a path under baseUrl.",
    ],
    [
      "a path that climbs",
      withCreate({ url: "/a/%2E./b" }),
      "operations.create.url: Must not climb: no . or .. in the path.",
    ],
    [
      "an unknown name",
      withCreate({ url: "/x/{customer}" }),
      "operations.create.url: Unknown name {customer}; known are operation, requestId,",
    ],
    [
      "a magic number",
      withCreate({ url: "/x/{magicNumber}" }),
      "operations.create.url: Unknown name {magicNumber}",
    ],
    [
      "a name without its member",
      withCreate({ url: "/x/{secrets}" }),
      "operations.create.url: {secrets} needs exactly one member: NAME.",
    ],
    [
      "an unknown member",
      withCreate({ url: "/x/{previous.offer}" }),
      "operations.create.url: Unknown name {previous.offer}; its members are productKey, offerKey.",
    ],
    [
      "a member of a text",
      withCreate({ url: "/x/{productKey.length}" }),
      "operations.create.url: {productKey} has no members, so {productKey.length} is unknown.",
    ],
    [
      "a lonely brace",
      withCreate({ url: "/x/{productKey" }),
      "operations.create.url: Braces only around a name, as in {productKey} or {secrets.NAME}.",
    ],
    [
      "a GET with a body",
      withCreate({ method: "GET", body: "productKey" }),
      "operations.create.body: A GET request has no body.",
    ],
    [
      "another method",
      withCreate({ method: "TRACE" }),
      'operations.create.method: Invalid option: expected one of "GET"|"POST"|"PUT"|"PATCH"|"DELETE"',
    ],
    [
      "a body that is no expression",
      withCreate({ body: '{ "a": ' }),
      'operations.create.body: Not a JSONata expression: Expected "}" before end of expression (at character 7)',
    ],
    ["a status beyond all", withRule({ ...OK, status: [200, 999] }), "operations.create.responses.0.status"],
    [
      "secrets without a name",
      withCreate({ body: "$string(secrets)" }),
      "operations.create.body: Secrets can only be used by name, as secrets.NAME.",
    ],
    [
      "secrets by a computed name",
      withCreate({ body: '$lookup(secrets, "a")' }),
      "operations.create.body: Secrets can only be used by name",
    ],
    ["no rules", withCreate({ responses: [] }), "operations.create.responses: Must have a rule at least."],
    [
      "a rule without outcome",
      withRule({ status: 200 }),
      "operations.create.responses.0.outcome: Must have an outcome: completed, actionRequired, accepted, rejected or unknown.",
    ],
    [
      "a status that is none",
      withRule({ ...OK, status: "ok" }),
      'operations.create.responses.0.status: Must be a status, a class as in "2xx", or a list of them.',
    ],
    [
      "a condition that is no expression",
      withRule({ ...OK, when: "body.(" }),
      "operations.create.responses.0.when: Not a JSONata expression:",
    ],
    [
      "a mapping that is no expression",
      withRule({ ...OK, activationCode: "body..[" }),
      "operations.create.responses.0.activationCode: Not a JSONata expression:",
    ],
    [
      "a mapping of another outcome",
      withRule({ ...OK, url: "body.url" }),
      'operations.create.responses.0: Unrecognized key: "url"',
    ],
    [
      "a page without URL",
      withRule({ status: 200, outcome: "actionRequired" }),
      "operations.create.responses.0.url: Invalid input: expected string, received undefined",
    ],
    [
      "an unknown reason",
      withRule({ status: 409, outcome: "rejected", reason: "NO" }),
      "operations.create.responses.0.reason: Invalid option: expected one of",
    ],
    [
      "a page where none is possible",
      { ...minimal, operations: { create, suspend: { ...create, responses: [PAGE] } } },
      "operations.suspend.responses.0.outcome: suspend cannot send the customer to a page.",
    ],
    [
      "a header with a line break",
      { ...minimal, headers: { "X-A": "a\r\nX-B: c" } },
      "headers.X-A: Must be printable ASCII on one line.",
    ],
    [
      "a header name that is none",
      { ...minimal, headers: { "X A": "a" } },
      "headers.X A: Must be a header name.",
    ],
    [
      "a header of the platform",
      withCreate({ headers: { "idempotency-key": "x" } }),
      "operations.create.headers.idempotency-key: This header is set by the platform.",
    ],
    [
      "a header of the transport",
      { ...minimal, headers: { Host: "x" } },
      "headers.Host: This header is set by the platform.",
    ],
    [
      "a header with an unknown name",
      { ...minimal, headers: { "X-A": "{nobody}" } },
      "headers.X-A: Unknown name {nobody}",
    ],
    [
      "a header of the authentication",
      {
        ...(withAuthentication({ type: "bearer", token: { secret: "t" } }) as object),
        headers: { authorization: "x" },
      },
      "headers.authorization: This header is set by authentication.",
    ],
    [
      "an unknown authentication",
      withAuthentication({ type: "digest" }),
      "authentication.type: Must have a type: none, basic, bearer, apiKey or oauth2.",
    ],
    [
      "a secret in clear",
      withAuthentication({ type: "bearer", token: "tok" }),
      "authentication.token: Invalid input: expected object, received string",
    ],
    [
      "a secret without a proper name",
      withAuthentication({ type: "bearer", token: { secret: "a b" } }),
      "authentication.token.secret: Must be a name of letters, digits and underscores.",
    ],
    [
      "a token URL that is none",
      withAuthentication({
        type: "oauth2",
        tokenUrl: "/token",
        clientId: "a",
        clientSecret: { secret: "s" },
      }),
      "authentication.tokenUrl: Must be an absolute http or https URL.",
    ],
    [
      "a status where nothing is sent",
      { operations: { create: { responses: [OK] } } },
      "operations.create.responses.0.status: Nothing is sent, so there is no status.",
    ],
    [
      "a body where nothing is sent",
      { operations: { create: { body: "1", responses: [{ outcome: "accepted" }] } } },
      "operations.create.body: Nothing is sent without a url or a method, so this means nothing.",
    ],
  ])("is refused with %s", (_, definition, issue) => {
    const issues = issuesOf(definition);
    expect(
      issues.some((one) => one.startsWith(issue)),
      issues.join("\n"),
    ).toBe(true);
  });
});

describe("what a merchant can do", () => {
  const of = (definition: unknown) => http.definition.parse(definition).capabilities;

  it("follows from the operations that there are", () => {
    expect(of(minimal)).toEqual({
      activation: "SYNC",
      verbs: ["revoke"],
      endOfPeriodCancel: false,
      userStepOnChange: false,
      resolves: [],
    });
    const operations = {
      create,
      activationInfo: create,
      update: create,
      suspend: create,
      resume: create,
      terminate: create,
      undo: create,
    };
    expect(of({ ...minimal, operations }).verbs).toEqual([
      "activationInfo",
      "update",
      "suspend",
      "resume",
      "cancel",
      "undo",
      "revoke",
    ]);
  });

  it.each([
    [PAGE, "ASYNC"],
    [{ status: 202, outcome: "accepted" }, "ASYNC"],
    [OK, "SYNC"],
  ])("a create answered with %j is %s", (rule, activation) => {
    expect(of(withRule(rule)).activation).toBe(activation);
    expect(of({ ...(withRule(rule) as object), activation: "SYNC" }).activation).toBe("SYNC");
  });

  it("ends of periods and user steps follow from the rules", () => {
    const terminate = { ...create, responses: [{ ...OK, terminationDate: "body.end" }] };
    const update = { ...create, responses: [OK, PAGE] };
    expect(of({ ...minimal, operations: { create, terminate, update } })).toMatchObject({
      endOfPeriodCancel: true,
      userStepOnChange: true,
    });
  });

  it("doubts are cleared by a status, or by repeats", () => {
    const repeatable = { ...create, idempotent: true };
    const operations = { create: repeatable, suspend: create, resume: repeatable, terminate: repeatable };
    expect(of({ ...minimal, operations }).resolves).toEqual(["create", "resume", "cancel", "revoke"]);
    expect(of({ ...minimal, operations: { ...operations, status: create } }).resolves).toEqual([
      "create",
      "suspend",
      "resume",
      "cancel",
      "revoke",
    ]);
  });
});

describe("what a merchant needs", () => {
  it("every secret by name, and every place that calls go to", () => {
    const { secrets, targets } = http.definition.parse({
      baseUrl: "https://api.merchant.com/v1",
      authentication: {
        type: "oauth2",
        tokenUrl: "https://id.merchant.com/token",
        clientId: { secret: "client" },
        clientSecret: { secret: "clientSecret" },
      },
      headers: { "X-Tenant": "{secrets.tenant}" },
      operations: {
        create: {
          ...create,
          url: "/x?key={secrets.apiKey}",
          body: '{ "pin": secrets.pin, "hash": $base64encode(secrets.salt & requestId) }',
        },
        status: {
          url: "https://status.merchant.com/{entitlementId}",
          headers: { "X-S": "{secrets.tenant}" },
          responses: [OK],
        },
      },
    });
    expect(secrets).toEqual(["apiKey", "client", "clientSecret", "pin", "salt", "tenant"]);
    expect(targets).toEqual([
      "https://api.merchant.com/v1",
      "https://status.merchant.com",
      "https://id.merchant.com/token",
    ]);
  });
});
