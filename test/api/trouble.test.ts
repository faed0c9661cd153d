// GET /admin/v1/trouble: everybody's, the longest first, in pages without gaps.
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { tellTrouble } from "../../src/projection/trouble";
import { call, OPERATOR, refusalOf } from "../support/api";
import { troubleRow } from "../support/trouble";

const list = (query = "") => call("GET", `/admin/v1/trouble${query}`, { as: OPERATOR });
const subjectsOf = (body: Record<string, unknown>): unknown[] =>
  (body["trouble"] as Record<string, unknown>[]).map(
    ({ notificationId, requestId }) => notificationId ?? requestId,
  );

beforeAll(async () => {
  const rows = [
    troubleRow({ entitlementId: "e1", subject: "n1", status: "held", since: 3_000, resellerKey: "BANK" }),
    troubleRow({
      entitlementId: "e2",
      subject: "n2",
      status: "exhausted",
      since: 1_000,
      environment: "live",
    }),
    troubleRow({
      entitlementId: "e3",
      subject: "r3",
      status: "operator",
      since: 2_000,
      kind: "operation",
      nextAt: null,
    }),
    troubleRow({ entitlementId: "e4", subject: "n4", status: "waiting", since: 3_000, resellerKey: "A:B" }),
  ];
  for (const row of rows) await tellTrouble(env.DB, row.entitlementId, [row], []);
});

it("lists all of it with whose it is, the longest in trouble first", async () => {
  const { body } = await list();
  expect(subjectsOf(body)).toEqual(["n2", "r3", "n1", "n4"]);
  expect(body["trouble"]).toMatchObject([
    { environment: "live", status: "exhausted", kind: "notification", since: "1970-01-01T00:00:01.000Z" },
    { kind: "operation", requestId: "r3", status: "operator", nextAttempt: null },
    { resellerKey: "BANK", environment: "sandbox" },
    { resellerKey: "A:B" },
  ]);
});

it("goes page by page, and by status", async () => {
  const seen: unknown[] = [];
  for (let query = "?limit=1"; ;) {
    const { body } = await list(query);
    seen.push(...subjectsOf(body));
    if (body.nextCursor === null) break;
    query = `?limit=1&cursor=${body.nextCursor}`;
  }
  expect(seen).toEqual(["n2", "r3", "n1", "n4"]);
  expect(subjectsOf((await list("?status=operator")).body)).toEqual(["r3"]);
});

it("refuses a cursor that is none, and a status that is none", async () => {
  expect(refusalOf(await list("?cursor=x"))).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER cursor");
  expect(refusalOf(await list("?status=fine"))).toBe("400 BAD_REQUEST VALIDATION RESELLER status");
});
