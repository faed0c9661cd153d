// A customer who is erased while others' jobs work with files that name it: a job does what it was told, and its results are
// erased when it has ended.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { hooks } from "../../src/shared/hooks";
import { entitled, MUSIC, read, verb } from "../support/api";
import { bookCsv, lineOf } from "../support/book";
import { contents, keysOf } from "../support/bucket";
import { everyCopy, placesOf } from "../support/dump";
import { driven, erase, erased } from "../support/erasing";
import { ended, resultText, started } from "../support/jobs";
import { alarm } from "../support/probe";
import { HOUR, MINUTE, pass } from "../support/world";

const UPDATES = "action,entitlementId,productKey,notificationUrl,dateExpiry,customerIdentifier,extensionData";

/** A customer with an entitlement that has ended. */
async function sold(customerIdentifier: string): Promise<string> {
  const { entitlementId } = await entitled({ customerIdentifier, externalEntitlementId: "order-9" });
  await verb("cancel", entitlementId);
  return entitlementId;
}

describe("a job that has not ended", () => {
  it("is waited for, with its file as it was sent; then it is as if it had never named the customer", async () => {
    const customer = "447700900123";
    await sold(customer);
    const { entitlementId } = await entitled();
    let batch = "";
    // What this one, the first, sends to the queue never gets there.
    hooks.beforeHandOver = (about) => {
      batch ||= about;
      if (about === batch) throw new Error("the queue is away");
    };
    const file = `${UPDATES}\nUPDATE,${entitlementId},,,,${customer},\n`;
    await started("batch", { file });
    const { body } = await erase(customer);
    const jobId = String(body["jobId"]);
    const { step } = await driven(jobId, ({ cursor }) => JSON.stringify(cursor).includes('"waits"'));
    const waits = await driven(jobId, (job) => job.step > step + 3);
    expect(waits).toMatchObject({ state: "RUNNING", cursor: { stage: "jobs", place: "waits" } });
    expect(Object.values(await contents(`jobs/${batch}/upload/`))).toEqual([file]);

    delete hooks.beforeHandOver;
    pass(HOUR);
    await alarm(batch);
    expect(await ended(batch)).toMatchObject({ state: "DONE", counts: { done: 1 } });
    expect((await driven(jobId)).state).toBe("DONE");
    expect(await read(entitlementId)).toMatchObject({ customerIdentifier: customer });
    expect(placesOf(await everyCopy(), customer).filter((place) => place.startsWith("file jobs/"))).toEqual(
      [],
    );
  });

  it("and was begun while the erasure was under way is erased as well, if it may have met the customer", async () => {
    const customer = "447700900124";
    await sold(customer);
    hooks.beforeHandOver = () => {
      throw new Error("the queue is away");
    };
    const { body } = await erase(customer);
    delete hooks.beforeHandOver;
    pass(1);
    const id = await started("export");
    await ended(id);
    expect(await resultText(id, "entitlements.ndjson")).toContain(customer);
    pass(MINUTE);
    await alarm(String(body["jobId"]));
    expect((await driven(String(body["jobId"]))).state).toBe("DONE");
    expect(await resultText(id, "entitlements.ndjson")).not.toContain(customer);
  });
});

describe("a job that has ended", () => {
  it("suggests nothing any more that would be about the customer: a repair is refused that", async () => {
    const customer = "447700900126";
    await sold(customer);
    const other = await entitled();
    const file = bookCsv([{ ...lineOf(other), CustomerIdentifier: customer }]);
    const of = await started("reconciliation", { file });
    await ended(of);
    expect(await resultText(of, "calls.ndjson")).toContain(customer);
    expect((await erased(customer)).state).toBe("DONE");
    const repair = await started("repair", { query: `of=${of}&dryRun=false` });
    expect(await ended(repair)).toMatchObject({ state: "DONE", counts: { read: 1, done: 0 } });
    expect(await resultText(repair, "calls.csv")).toMatch(/,BAD_REQUEST,VALIDATION,/);
    expect(await read(other.entitlementId)).toEqual(other);
  });

  it("keeps nothing that was its own: neither the pseudonym in a merchant's results, nor what is no result", async () => {
    const customer = "447700900125";
    const entitlementId = await sold(customer);
    const record = await read(entitlementId);
    const shared = String(record["sharedCustomerId"]);
    const ours = {
      ...lineOf(record),
      MerchantEntitlementId: "",
      SharedCustomerId: shared,
      ResellerKey: "TELCO",
    };
    const merchant = { as: MUSIC, root: "/merchant/v1" };
    const file = bookCsv([{ ...ours, Status: "ACTIVE" }], "MERCHANT");
    const reconciliation = await started("reconciliation", { ...merchant, file });
    await ended(reconciliation, MUSIC, "/merchant/v1");
    const csv = await started("export", { ...merchant, query: "format=csv" });
    await ended(csv, MUSIC, "/merchant/v1");
    const own = await started("export");
    await ended(own);
    const scratch = `jobs/${own}/parts/scratch/00000001`;
    await env.FILES.put(scratch, `["${customer}"]`);
    const results = () => contents(`jobs/${reconciliation}/`, `jobs/${csv}/`, `jobs/${own}/`);
    const before = await results();
    for (const text of [shared, "order-9"]) expect(Object.values(before).join("")).toContain(text);

    expect((await erased(customer)).state).toBe("DONE");
    const after = await results();
    expect(Object.values(after).join("")).not.toMatch(new RegExp(`${shared}|order-9|${customer}`));
    expect(await keysOf(scratch)).toEqual([]);
    const sizes = (texts: Record<string, string>) =>
      Object.entries(texts).flatMap(([key, { length }]) => (key === scratch ? [] : `${key} ${length}`));
    expect(sizes(after)).toEqual(sizes(before));
    expect(await resultText(csv, "entitlements.csv", MUSIC, "/merchant/v1")).toContain(entitlementId);
  });
});
