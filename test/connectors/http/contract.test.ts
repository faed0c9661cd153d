// The HTTP connector under the contract suite: with each authentication, and with each format of bodies.
import { describe, expect, it } from "vitest";
import { ask } from "../../../src/connectors/ask";
import { overtakenSuite } from "../overtaken";
import { CONTEXT, contractSuite, requestOf } from "../suite";
import { base64 } from "../../../src/shared/base64";
import { can, prepare, SECRETS, type AuthenticationType, type Format } from "./subject";

const PAIRS: [Format, AuthenticationType][] = [
  ["json", "none"],
  ["form", "basic"],
  ["xml", "bearer"],
  ["json", "apiKey"],
  ["json", "oauth2"],
];

for (const [format, type] of PAIRS)
  contractSuite(`http, ${format}, ${type}`, { can: can(type), prepare: () => prepare(format, type) });
overtakenSuite("http", { can: can("none"), prepare: () => prepare("json", "none") });

describe("what the merchant gets", () => {
  it.each([
    ["none", undefined],
    ["basic", `Basic ${base64(`platform:${SECRETS["password"]}`)}`],
    ["bearer", "Bearer tok-3f9a"],
    ["oauth2", "Bearer at-5d1c"],
  ] as const)("%s: proves who asks", async (type, authorization) => {
    const { connector, tell, merchant } = await prepare("json", type);
    await tell("suspend", "completed");
    await ask(connector, requestOf("suspend"), CONTEXT);
    const { requests } = await merchant.seen("/suspend");
    expect(requests.map(({ headers }) => headers["authorization"])).toEqual([authorization]);
  });

  it("apiKey: proves who asks, in the header of its name", async () => {
    const { connector, tell, merchant } = await prepare("json", "apiKey");
    await tell("suspend", "completed");
    await ask(connector, requestOf("suspend"), CONTEXT);
    expect((await merchant.seen("/suspend")).requests[0]?.headers).toMatchObject({ "x-key": "key-77ab" });
  });

  it.each([
    ["json", "application/json", '{"id":"E-1","product":"P","offer":null,"market":"EU & more"}'],
    ["form", "application/x-www-form-urlencoded", "id=E-1&product=P&market=EU+%26+more"],
    [
      "xml",
      "application/xml; charset=utf-8",
      '<?xml version="1.0" encoding="UTF-8"?><request><id>E-1</id><product>P</product><market>EU &amp; more</market></request>',
    ],
  ] as const)("%s: the body, and the headers of every call", async (format, type, body) => {
    const { connector, tell, merchant } = await prepare(format, "none");
    await tell("create", "completed");
    const request = requestOf("create", { entitlementId: "E-1", productKey: "P", offerKey: null });
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await ask(connector, { ...request, magicNumber: "CREATE_REQUEST_REJECTED" }, { ...CONTEXT, traceparent });
    const { requests } = await merchant.seen("/create");
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      body,
      headers: {
        "content-type": type,
        "idempotency-key": request.requestId,
        "user-agent": "resale-edge/1",
        traceparent,
        accept: expect.stringContaining(format === "form" ? "urlencoded" : format),
      },
    });
    expect(JSON.stringify(requests)).not.toContain("CREATE_REQUEST_REJECTED");
  });
});

describe("repeats", () => {
  it("are of idempotent operations only, under one key, four in all", async () => {
    for (const [operation, times] of [
      ["create", 4],
      ["update", 1],
    ] as const) {
      const { connector, tell, merchant } = await prepare("json", "none");
      await tell(operation, "fails");
      const request = requestOf(operation);
      await ask(connector, request, CONTEXT);
      const { requests } = await merchant.seen(`/${operation}`);
      expect(requests.map(({ headers }) => headers["idempotency-key"])).toEqual(
        Array.from({ length: times }, () => request.requestId),
      );
    }
  });

  it("that cannot be made say nothing about the call before them", async () => {
    const { connector, tell, merchant } = await prepare("json", "oauth2");
    await tell("create", "completed");
    await merchant.tell("/create", { steps: [{ status: 401 }, { status: 500 }] });
    const token = { access_token: "at-1", token_type: "Bearer", expires_in: 0.001 };
    await merchant.tell("/token", {
      steps: [{ body: JSON.stringify(token) }, { body: JSON.stringify(token) }, { status: 400 }],
    });
    expect(await ask(connector, requestOf("create"), CONTEXT)).toMatchObject({
      kind: "unknown",
      cause: "SERVER_ERROR",
      status: 500,
    });
  });
});

describe("a merchant that repeats a secret in its refusal", () => {
  it("does not get it any further", async () => {
    const { connector, tell, merchant } = await prepare("json", "apiKey");
    await tell("create", "rejected");
    const body = JSON.stringify({ code: "key-77ab", text: "The key key-77ab is not valid." });
    await merchant.tell("/create", { steps: [{ status: 409, body }] });
    expect(await ask(connector, requestOf("create"), CONTEXT)).toMatchObject({
      kind: "rejected",
      merchantCode: "(secret key)",
      message: "The key (secret key) is not valid.",
    });
  });
});

describe("answers that end too soon", () => {
  it("a body that is cut off leaves the outcome unknown, with the status seen", async () => {
    const { connector, tell, merchant } = await prepare("json", "none");
    await tell("update", "completed");
    await merchant.tell("/update", { steps: [{ breaks: "cut", body: '{"result":' }] });
    expect(await ask(connector, requestOf("update"), CONTEXT)).toMatchObject({
      kind: "unknown",
      cause: "CONNECTION",
      detail: "the connection failed while the answer (status 200) was read",
    });
  });
});
