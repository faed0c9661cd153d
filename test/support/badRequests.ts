// Bad requests as rows of a table, and the few records that some of them are about.
import { beforeAll, describe, expect, it } from "vitest";
import { BANK, call, create, entitled, MUSIC, newCustomer, refusalOf, tell, verb, type Options } from "./api";
import { everythingStored, stillness } from "./trace";

/** What is wrong, the request, and the refusal: status, code, reason, origin, and the fields that are named. */
export type Row = [story: string, request: string, given: Options, refusal: string];

/** Fixtures by name: `{active}` in a path or body stands for the id of the active one. */
type Ids = Record<string, string>;

/** One record per situation that a bad request can be about. */
async function situations(): Promise<Ids> {
  const key = { "Idempotency-Key": "the-first-create" };
  const taken = newCustomer();
  const [active, pending, ended, suspended, foreign, keyed, full] = await Promise.all([
    entitled(),
    entitled({ productKey: "MUSIC" }),
    entitled(),
    entitled(),
    entitled({}, { as: BANK }),
    create({}, { headers: key }),
    entitled({ customerIdentifier: taken }),
  ]);
  expect((await verb("revoke", ended.entitlementId)).status).toBe(200);
  expect((await tell("suspend", suspended.entitlementId)).status).toBe(200);
  return {
    active: active.entitlementId,
    pending: pending.entitlementId,
    ended: ended.entitlementId,
    suspended: suspended.entitlementId,
    foreign: foreign.entitlementId,
    keyed: keyed.body.entitlementId,
    full: full.entitlementId,
    taken,
    nobody: "00000000-0000-8000-8000-000000000000",
  };
}

const filled = (text: string, ids: Ids): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);

/** Sends a row and holds the answer against what it has to be. */
async function expectRefusal([, request, given, refusal]: Row, ids: Ids): Promise<void> {
  const [method = "", path = ""] = filled(request, ids).split(" ");
  const { body, ...options } = given;
  const raw = options.raw ?? (body === undefined ? undefined : filled(JSON.stringify(body), ids));
  const merchants = path.startsWith("/merchant/") && { as: MUSIC };
  const reply = await call(method, path, { ...merchants, ...options, ...(raw !== undefined && { raw }) });
  expect(refusalOf(reply)).toBe(refusal);
  expect(reply.body.metadata.requestId).toBe(reply.headers.get("X-Request-Id"));
  expect(reply.headers.get("ETag")).toBeNull();
}

/** Every row of every group is refused as it says, and all of them together leave no trace in storage. */
export function refusesAll(title: string, groups: [about: string, rows: Row[]][]): void {
  describe(title, () => {
    let ids: Ids = {};
    let before: object = {};

    beforeAll(async () => {
      ids = await situations();
      before = await stillness();
    });

    describe.each(groups)("%s", (_, rows) => {
      it.each(rows)("%s", async (...row) => expectRefusal(row, ids));
    });

    it("have left no trace anywhere", async () => {
      expect(Object.keys(before).length).toBeGreaterThan(20);
      expect(await everythingStored()).toEqual(before);
    });
  });
}
