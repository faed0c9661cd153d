// Reports: kept, listed, read again, once per idempotency key, and nobody else's.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { certified } from "../../src/certification/report";
import { timeOrderedId } from "../../src/certification/timeOrderedId";
import { passed, verdict, type ScenarioFinding } from "../../src/certification/finding";
import { BANK, call, MUSIC, refusalOf, TELCO_LIVE } from "../support/api";
import { receiverWith } from "../support/candidates";
import { certify } from "../support/certify";

const PATH = "/v1/sandbox/certification";

const finding = (result: ScenarioFinding["result"], required = true): ScenarioFinding => ({
  scenario: "VALID",
  group: "RECEIVER",
  title: "t",
  checked: "c",
  reason: "r",
  result,
  required,
  steps: [],
});

it("one failure fails the whole, and it is complete when all that is required was covered", () => {
  expect(verdict([finding("PASSED"), finding("NOT_COVERED", false)])).toBe("PASSED");
  expect(verdict([finding("PASSED"), finding("NOT_COVERED")])).toBe("NOT_COVERED");
  expect(verdict([finding("NOT_COVERED"), finding("FAILED", false)])).toBe("FAILED");
});

it("is dated, kept, listed and read again as it was", async () => {
  const report = await certify(PATH, { notificationUrl: receiverWith("none") });
  expect(report).toMatchObject({
    environment: "sandbox",
    party: "RESELLER",
    organisation: "TELCO",
    result: "NOT_COVERED",
    failed: 0,
  });
  expect(report.passed + report.notCovered).toBe(report.scenarios.length);
  const { body: read } = await call("GET", `${PATH}/${report.certificationId}`);
  expect(read).toEqual(report);
  const { body } = await call("GET", PATH);
  const { scenarios: _, ...summary } = report;
  const {
    responseCode: __,
    responseMessage: ___,
    ...shown
  } = summary as typeof summary & Record<string, unknown>;
  expect(body["certifications"]).toEqual([shown]);
  expect((await call("GET", PATH, { as: BANK })).body["certifications"]).toEqual([]);
  expect(refusalOf(await call("GET", `${PATH}/${report.certificationId}`, { as: BANK }))).toBe(
    "404 NOT_FOUND UNKNOWN_CERTIFICATION RESELLER",
  );
  expect((await call("GET", `/merchant${PATH}/${report.certificationId}`, { as: MUSIC })).status).toBe(404);
});

it("is run once under an idempotency key", async () => {
  const options = {
    body: { notificationUrl: receiverWith("refusing") },
    headers: { "Idempotency-Key": "c-1" },
  };
  const [first, second] = [await call("POST", PATH, options), await call("POST", PATH, options)];
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("Idempotent-Replayed")).toBe("true");
  const other = await call("POST", PATH, { ...options, body: { notificationUrl: receiverWith("none") } });
  expect(refusalOf(other)).toBe("422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER");
});

it("belongs to the sandbox", async () => {
  for (const [method, path] of [
    ["POST", PATH],
    ["GET", PATH],
    ["GET", `${PATH}/${crypto.randomUUID()}`],
  ] as const)
    expect(refusalOf(await call(method, path, { as: TELCO_LIVE }))).toBe(
      "400 BAD_REQUEST SANDBOX_ONLY RESELLER",
    );
});

it("keeps the newest twenty of each party", async () => {
  const owner = { party: "MERCHANT", key: "VIDEO" } as const;
  const ids: string[] = [];
  for (let run = 0; run < 22; run++) {
    const { certificationId } = await certified(env, owner, "x", async () => [
      { ...finding("PASSED"), ...passed("ok") },
    ]);
    ids.push(certificationId);
    await scheduler.wait(2);
  }
  const { results } = await env.DB.prepare(
    "SELECT id FROM certification WHERE owner = 'sandbox:MERCHANT:VIDEO' ORDER BY id",
  ).all<{ id: string }>();
  expect(results.map(({ id }) => id)).toEqual(ids.slice(2));
});

it("ids are in the order of time, and UUIDs of version 7", () => {
  const ids = [1, 2, 1_800_000_000_000, 1_800_000_000_001].map(timeOrderedId);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
