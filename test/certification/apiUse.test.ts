// A reseller's use of the API: nothing is covered at first, and each scenario by what it asks for alone.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import {
  BANK,
  create,
  entitled,
  call,
  newCustomer,
  patch,
  sale,
  TELCO,
  tell,
  until,
  verb,
  type Body,
} from "../support/api";
import { receiverWith } from "../support/candidates";
import { certify, having } from "../support/certify";

const PATH = "/v1/sandbox/certification";

const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });

const covered = async (as = TELCO): Promise<string[]> =>
  having(await certify(PATH, { notificationUrl: receiverWith("refusing") }, { as }), "PASSED", "API_USE");

/** What covers each scenario, in an order in which none covers a later one. */
const DEEDS: [string, () => Promise<unknown>][] = [
  ["REPORT_READ", () => call("POST", "/v1/entitlement/report")],
  ["FEED_READ", () => call("GET", "/v1/events")],
  ["REFUSED_CREATE", () => create({}, magic("CREATE_REQUEST_REJECTED"))],
  [
    "ASYNC_CREATE",
    async () => {
      const { entitlementId } = await entitled({ productKey: "MUSIC" });
      await tell("activate", entitlementId);
    },
  ],
  [
    "SYNC_CREATE",
    async () => {
      sold = await entitled();
    },
  ],
  ["UPDATE", () => patch(sold.entitlementId, { externalEntitlementId: "order-7" })],
  [
    "SUSPEND_AND_RESUME",
    async () => {
      await verb("suspend", sold.entitlementId);
      await verb("resume", sold.entitlementId);
    },
  ],
  [
    "CANCEL_AND_UNDO",
    async () => {
      await verb("cancel", sold.entitlementId, magic("TERMINATE_RETURNS_DATE"));
      await verb("undo", sold.entitlementId);
    },
  ],
  ["REVOKE", () => verb("revoke", sold.entitlementId)],
  [
    "REPEATED_CREATE",
    async () => {
      const body = sale({ customerIdentifier: newCustomer() });
      for (const status of [200, 200])
        expect(
          (await call("POST", "/v1/entitlement", { body, headers: { "Idempotency-Key": "k-1" } })).status,
        ).toBe(status);
    },
  ],
];
let sold: Body;

it("each scenario is covered by its own deed, and by nothing before it", async () => {
  expect(await covered()).toEqual([]);
  const done: string[] = [];
  for (const [scenario, deed] of DEEDS) {
    await deed();
    done.push(scenario);
    await until(async () => expect((await covered()).sort()).toEqual(done.toSorted()));
  }
});

it("what the merchant has done of its own account covers nothing", async () => {
  const { entitlementId } = await entitled({}, { as: BANK });
  await tell("suspend", entitlementId);
  await tell("resume", entitlementId);
  await tell("update", entitlementId, { offerKey: "BUNDLE" });
  await tell("terminate", entitlementId, { immediate: true });
  await until(async () => {
    const { results } = await env.DB.prepare("SELECT version FROM feed WHERE entitlement_id = ?1")
      .bind(entitlementId)
      .all();
    expect(results).toHaveLength(5);
  });
  expect(await covered(BANK)).toEqual(["SYNC_CREATE"]);
});
