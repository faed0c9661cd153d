// Merchants on trial, each with one flaw: what is flawed fails, and nothing else does.
import { beforeAll, describe, expect, it } from "vitest";
import { call, MUSIC, OPERATOR, refusalOf } from "../support/api";
import { merchantWith } from "../support/candidates";
import { certify, having } from "../support/certify";

const PATH = "/merchant/v1/sandbox/certification";
const AUTHENTICATION = { type: "basic", username: "platform", password: { secret: "password" } };
const given = (flaw: string, more: object = {}) => ({
  baseUrl: merchantWith(flaw),
  authentication: AUTHENTICATION,
  secrets: { password: "letmein" },
  ...more,
});

const ALL = [
  "CREATE",
  "REPEATED_CREATE",
  "STATUS",
  "ACTIVATION_INFO",
  "SUSPEND",
  "RESUME",
  "UPDATE",
  "TERMINATE_AT_END",
  "UNDO",
  "TERMINATE_AT_ONCE",
  "REPEATED_TERMINATE",
  "UNKNOWN_ENTITLEMENT",
  "UNKNOWN_REQUEST",
  "BAD_CREDENTIALS",
  "MALFORMED_BODY",
];

describe("an API that is given by its URL", () => {
  it.each<[string, string[]]>([
    ["none", []],
    ["forgetful", ["REPEATED_CREATE", "REPEATED_TERMINATE"]],
    ["unaware", ["STATUS"]],
    ["assuring", ["UNKNOWN_REQUEST"]],
    ["obliging", ["UNKNOWN_ENTITLEMENT"]],
    ["lingering", ["TERMINATE_AT_ONCE"]],
    ["open", ["BAD_CREDENTIALS"]],
    ["crashing", ["MALFORMED_BODY"]],
    ["no-update", ["UPDATE"]],
  ])("the flaw of a merchant that is called %s fails %j", async (flaw, failing) => {
    const report = await certify(PATH, given(flaw), { as: MUSIC });
    expect(having(report, "FAILED")).toEqual(failing);
    expect(report.result).toBe(failing.length > 0 ? "FAILED" : "PASSED");
    // A termination at once that was none cannot be repeated.
    const unplayed = ["ACTIVATION_INFO", ...(flaw === "lingering" ? ["REPEATED_TERMINATE"] : [])];
    expect(having(report, "NOT_COVERED")).toEqual(unplayed);
    expect(report.scenarios.map(({ scenario }) => scenario)).toEqual(ALL);
  });

  it("one that cannot suspend fails there, and has nothing to be resumed", async () => {
    const report = await certify(PATH, given("no-suspend"), { as: MUSIC });
    expect(having(report, "FAILED")).toEqual(["SUSPEND"]);
    expect(having(report, "NOT_COVERED")).toContain("RESUME");
  });

  it("one that ends at once is certified all the same", async () => {
    const report = await certify(PATH, given("abrupt"), { as: MUSIC });
    expect(report.result).toBe("PASSED");
    expect(having(report, "NOT_COVERED")).toEqual(["ACTIVATION_INFO", "UNDO"]);
  });

  it("one that queues is asked for its status until it is done", async () => {
    const report = await certify(PATH, given("queue"), { as: MUSIC });
    expect(having(report, "FAILED")).toEqual([]);
    expect(having(report, "PASSED")).toContain("RESUME");
  });

  it("one with a sign-up page shows what it can without a customer", async () => {
    const report = await certify(PATH, given("page"), { as: MUSIC });
    expect(having(report, "FAILED")).toEqual([]);
    expect(having(report, "PASSED")).toContain("ACTIVATION_INFO");
    expect(having(report, "NOT_COVERED")).toEqual([
      "SUSPEND",
      "RESUME",
      "UPDATE",
      "TERMINATE_AT_END",
      "UNDO",
    ]);
    expect(report.result).toBe("NOT_COVERED");
    expect(report.scenarios[4]?.reason).toContain("Certify with a productKey that is active at once.");
  });

  it("one with fewer operations is complete without the others", async () => {
    const { authentication: _, secrets: __, ...open } = given("open", { operations: ["create"] });
    const report = await certify(PATH, open, { as: MUSIC });
    expect(report.result).toBe("PASSED");
    expect(having(report, "PASSED")).toEqual(["CREATE", "REPEATED_CREATE", "MALFORMED_BODY"]);
  });

  it("one that is not there fails its create, and the rest says nothing", async () => {
    const report = await certify(PATH, given("none", { secrets: { password: "wrong" } }), { as: MUSIC });
    expect(having(report, "FAILED")).toEqual(["CREATE"]);
    expect(report.scenarios[0]?.reason).toContain(
      "Answered with 401, understood as rejected, MERCHANT_UNAVAILABLE",
    );
    expect(having(report, "NOT_COVERED")).toEqual(ALL.slice(1));
  });

  it("no secret that was given stands in the report", async () => {
    const report = await certify(PATH, given("none"), { as: MUSIC });
    expect(JSON.stringify(report)).not.toContain("letmein");
  });

  it.each<[object, string]>([
    [{ secrets: { password: "x" } }, "400 BAD_REQUEST VALIDATION RESELLER secrets"],
    [given("none", { secrets: {} }), "400 BAD_REQUEST VALIDATION RESELLER secrets.password"],
    [given("none", { baseUrl: "http://10.0.0.1/" }), "400 BAD_REQUEST VALIDATION RESELLER baseUrl"],
    [given("none", { baseUrl: "nowhere" }), "400 BAD_REQUEST VALIDATION RESELLER baseUrl"],
    [given("none", { operations: ["status"] }), "400 BAD_REQUEST VALIDATION RESELLER operations.create"],
    [
      given("none", { authentication: { type: "magic" } }),
      "400 BAD_REQUEST VALIDATION RESELLER authentication.type",
    ],
  ])("%j is refused by field", async (body, refusal) => {
    expect(refusalOf(await call("POST", PATH, { as: MUSIC, body }))).toMatch(refusal);
  });
});

describe("the API that the connector in the sandbox speaks to", () => {
  const VIDEO = "video-sandbox:video-secret-0123456789";

  beforeAll(async () => {
    const { body } = await call("GET", "/admin/v1/catalogue", { as: OPERATOR });
    const catalogue = body["catalogue"] as Record<string, object[]>;
    const ours = { environment: "sandbox", merchantAccountKey: "VIDEO" };
    const connector = { preset: "standard", baseUrl: merchantWith("none"), authentication: AUTHENTICATION };
    const document = {
      ...catalogue,
      merchants: [
        ...(catalogue["merchants"] ?? []),
        { ...ours, name: "Video", connector, secrets: { password: "letmein" } },
      ],
      products: [
        ...(catalogue["products"] ?? []),
        { ...ours, productKey: "HD", productName: "Video HD", offerKeys: ["STANDARD", "BUNDLE"] },
      ],
      credentials: [
        ...(catalogue["credentials"] ?? []),
        {
          id: "video-sandbox",
          party: "MERCHANT",
          organisation: "VIDEO",
          environment: "sandbox",
          secrets: [VIDEO.split(":")[1]],
        },
      ],
    };
    const { status, body: answer } = await call("PUT", "/admin/v1/catalogue", {
      as: OPERATOR,
      body: { catalogue: document, reason: "a merchant to be certified" },
    });
    expect(status, JSON.stringify(answer)).toBe(200);
  });

  it("is certified with the catalogue's products and secrets", async () => {
    const report = await certify(PATH, {}, { as: VIDEO });
    expect(report).toMatchObject({
      result: "PASSED",
      organisation: "VIDEO",
      subject: `${merchantWith("none")}/entitlement`,
    });
    expect(JSON.stringify(report)).not.toContain("letmein");
  });

  it("its secrets go to no other URL", async () => {
    const body = { baseUrl: merchantWith("none"), authentication: AUTHENTICATION };
    expect(refusalOf(await call("POST", PATH, { as: VIDEO, body }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER secrets.password",
    );
  });

  it("a product that there is not is refused", async () => {
    expect(refusalOf(await call("POST", PATH, { as: VIDEO, body: { productKey: "NOPE" } }))).toBe(
      "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey",
    );
  });

  it("a merchant whose connector calls no HTTP API is told to give one", async () => {
    expect(refusalOf(await call("POST", PATH, { as: MUSIC }))).toBe(
      "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER baseUrl",
    );
  });
});
