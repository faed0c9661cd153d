// Receivers on trial, each with one flaw: what is flawed fails, and nothing else does.
import { expect, it } from "vitest";
import { call } from "../support/api";
import { receiverWith } from "../support/candidates";
import { certify, having } from "../support/certify";
import { MOST_AT_A_TIME, slots } from "../../src/certification/slots";
import { OutOfTime, runTime } from "../../src/certification/time";
import { inbox } from "../receiver";
import { passTime } from "../support/catalogue";

const PATH = "/v1/sandbox/certification";

const ALL = [
  "VALID",
  "BURST",
  "DUPLICATE",
  "OLDER_VERSION",
  "RETRY",
  "ROTATION",
  "UNKNOWN_FIELDS",
  "BAD_SIGNATURE",
  "STALE_TIMESTAMP",
];

it.each<[string, string[]]>([
  ["none", []],
  ["unverified", ["BAD_SIGNATURE", "STALE_TIMESTAMP"]],
  ["timeless", ["STALE_TIMESTAMP"]],
  ["curt", ["BAD_SIGNATURE", "STALE_TIMESTAMP"]],
  ["once", ["DUPLICATE", "OLDER_VERSION", "RETRY"]],
  ["newest", ["OLDER_VERSION"]],
  ["firstSignature", ["ROTATION"]],
  ["strict", ["UNKNOWN_FIELDS"]],
])("the flaw of a receiver that is called %s fails %j", async (flaw, failing) => {
  const report = await certify(PATH, { notificationUrl: receiverWith(flaw) });
  expect(having(report, "FAILED").sort()).toEqual(failing.sort());
  expect(having(report, "PASSED", "RECEIVER")).toEqual(ALL.filter((name) => !failing.includes(name)));
  if (failing.length > 0) expect(report.result).toBe("FAILED");
});

it("a receiver that works on one at a time fails in the burst", async () => {
  const report = await certify(PATH, { notificationUrl: receiverWith("single") });
  expect(having(report, "FAILED")).toContain("BURST");
});

it("a receiver that takes nothing fails, and what it refuses rightly says nothing", async () => {
  const report = await certify(PATH, { notificationUrl: receiverWith("refusing") });
  expect(having(report, "FAILED")).toEqual(["VALID"]);
  expect(having(report, "NOT_COVERED", "RECEIVER")).toEqual(ALL.slice(1));
  expect(report.scenarios[0]).toMatchObject({
    reason: "Answered with 403. It has to be 2xx.",
    steps: [{ status: 403, outcome: "CLIENT_ERROR", answer: "no" }],
  });
  expect(report.scenarios[1]?.reason).toContain("while a valid notification is not accepted");
});

it("posts samples of entitlements that nobody has, in their own order", async () => {
  const { url, posts } = inbox();
  const { scenarios } = await certify(PATH, { notificationUrl: url });
  const seen = await posts(18);
  expect(seen).toHaveLength(scenarios.reduce((sum, { steps }) => sum + steps.length, 0));
  for (const { headers } of seen) expect(headers["webhook-id"]).toMatch(/^test_/);
  const older = scenarios.find(({ scenario }) => scenario === "OLDER_VERSION");
  expect(older?.steps.map(({ what }) => what.replace(/^test_\S+ /, ""))).toEqual([
    "version 1",
    "version 2",
    "version 1, again",
  ]);
  const bodies = seen.map(({ body }) => JSON.parse(body));
  const second = bodies.find(({ version }) => version === 2);
  expect(second).toMatchObject({
    notificationReason: "SUSPENSION_SUCCESS",
    status: "SUSPENDED",
    previousVersion: 1,
  });
  const { status } = await call("GET", `/v1/entitlement/${second.entitlementId}`);
  expect(status).toBe(404);
});

it("says what is refused by the guard, by field", async () => {
  const { status, body } = await call("POST", PATH, {
    body: { notificationUrl: "http://reseller.example.com/" },
  });
  expect([status, body.metadata.reason, body.metadata.issues?.[0]?.path]).toEqual([
    400,
    "INVALID_NOTIFICATION_URL",
    "notificationUrl",
  ]);
  expect((await call("POST", PATH)).body.metadata.reason).toBe("NOTIFICATION_URL_REQUIRED");
});

it("never has more connections open than a Worker may, and does not forget anybody", async () => {
  const slot = slots();
  const state = { open: 0, most: 0 };
  const done = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      slot(async () => {
        state.most = Math.max(state.most, ++state.open);
        await scheduler.wait(1);
        state.open--;
        if (at === 3) throw new Error("lost");
        return at;
      }).catch(() => "lost"),
    ),
  );
  expect(state.most).toBe(MOST_AT_A_TIME);
  expect(done.filter((one) => one !== "lost")).toHaveLength(19);
});

it("a run has half a minute: a step gets what is left, and none begins after it", () => {
  const time = runTime();
  passTime(20_000);
  expect(time(15_000)).toBeLessThanOrEqual(10_000);
  expect(time(5_000)).toBe(5_000);
  passTime(10_000);
  expect(() => time(1)).toThrow(OutOfTime);
});
