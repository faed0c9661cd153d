// GET /admin/v1/trouble: everybody's, the longest first, in pages without gaps.
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { tellTrouble } from "../../src/projection/trouble";
import { call, OPERATOR, refusalOf } from "../support/api";
import { troubleRow } from "../support/trouble";

const idOf = (number: number): string => `00000000-0000-8000-8000-${String(number).padStart(12, "0")}`;

const list = (query = "") => call("GET", `/admin/v1/trouble${query}`, { as: OPERATOR });
const subjectsOf = (body: Record<string, unknown>): unknown[] =>
  (body["trouble"] as Record<string, unknown>[]).map(
    ({ notificationId, requestId }) => notificationId ?? requestId,
  );

beforeAll(async () => {
  const rows = [
    troubleRow({
      entitlementId: idOf(1),
      subject: idOf(11),
      status: "held",
      since: 3_000,
      resellerKey: "BANK",
    }),
    troubleRow({
      entitlementId: idOf(2),
      subject: idOf(12),
      status: "exhausted",
      since: 1_000,
      environment: "live",
    }),
    troubleRow({
      entitlementId: idOf(3),
      subject: idOf(13),
      status: "operator",
      since: 2_000,
      kind: "operation",
      nextAt: null,
    }),
    troubleRow({
      entitlementId: idOf(4),
      subject: idOf(14),
      status: "waiting",
      since: 3_000,
      resellerKey: "A:B",
    }),
  ];
  for (const row of rows) await tellTrouble(env.DB, row.entitlementId, [row], []);
});

it("lists all of it with whose it is, the longest in trouble first", async () => {
  const { body } = await list();
  expect(subjectsOf(body)).toEqual([idOf(12), idOf(13), idOf(11), idOf(14)]);
  expect(body["trouble"]).toMatchObject([
    { environment: "live", status: "exhausted", kind: "notification", since: "1970-01-01T00:00:01.000Z" },
    { kind: "operation", requestId: idOf(13), status: "operator", nextAttempt: null },
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
  expect(seen).toEqual([idOf(12), idOf(13), idOf(11), idOf(14)]);
  expect(subjectsOf((await list("?status=operator")).body)).toEqual([idOf(13)]);
});

it("refuses a cursor that is none, and a status that is none", async () => {
  expect(refusalOf(await list("?cursor=x"))).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER cursor");
  expect(refusalOf(await list("?status=fine"))).toBe("400 BAD_REQUEST VALIDATION RESELLER status");
});
