// Customers whose test clocks are ahead of the real time: whatever they bought, gave away or were given under them is erased
// like anything else, and whoever comes after the beginning of the erasure is somebody else.
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { entitled, OPERATOR, patch, read, until, verb, type Body } from "../support/api";
import { merchant, product, route, write } from "../support/catalogue";
import { DAY, HOUR, moved, SECOND } from "../support/clock";
import { customerOf } from "../support/customer";
import { everyCopy, placesOf, type Copy } from "../support/dump";
import { driven, erase, erased } from "../support/erasing";
import { ended, resultText, started } from "../support/jobs";
import { Held, MINUTE, pass } from "../support/world";

const [CLARA, DORA, EMIL, FRIDA, GRETA, HANNA] = [
  "clara.",
  "dora.",
  "emil.",
  "frida.",
  "greta.",
  "hanna.",
].map((name) => `${name}447700900456`) as [string, string, string, string, string, string];

const ahead = (customerIdentifier: string): Promise<Body> =>
  moved({ customerIdentifier, advanceSeconds: (31 * DAY) / SECOND });

async function bought(customerIdentifier: string): Promise<string> {
  const { entitlementId } = await entitled({
    customerIdentifier,
    extensionData: { who: customerIdentifier },
  });
  return entitlementId;
}

async function given(entitlementId: string, customerIdentifier: string): Promise<void> {
  const changes = { customerIdentifier, extensionData: { who: customerIdentifier } };
  expect((await patch(entitlementId, changes)).status).toBe(200);
}

const delivered = (entitlementId: string): Promise<void> =>
  until(async () => {
    const { notifications } = await new Held(entitlementId).history();
    expect(notifications.map(({ state }) => state).join(" ")).toMatch(/^(?:delivered ?)+$/);
  });

const outcomesOf = async (jobId: string): Promise<string[]> =>
  (await resultText(jobId, "entitlements.csv", OPERATOR, "/admin/v1")).trimEnd().split("\r\n").slice(1);

let sold: Record<"clara" | "open" | "dora" | "frida", string>;
let before: Copy[];
let exported: string;

/** Each has its story; a day later all of it is archived, in books and in report files. */
beforeAll(async () => {
  await write(
    route({ merchantAccountKey: "MUSIC", limitPerCustomer: 20 }),
    merchant("VIDEO", "sandbox"),
    route({ merchantAccountKey: "VIDEO" }),
    product({ merchantAccountKey: "VIDEO" }),
  );
  pass(MINUTE);
  await Promise.all([CLARA, DORA, FRIDA].map(ahead));
  sold = {
    clara: await bought(CLARA),
    open: await bought(CLARA),
    dora: await bought(DORA),
    frida: await bought(FRIDA),
  };
  exported = await started("export");
  await ended(exported);
  pass(2 * SECOND);
  await given(sold.dora, EMIL);
  await given(sold.frida, GRETA);
  await Promise.all([sold.clara, sold.frida].map((id) => verb("cancel", id)));
  await Promise.all(Object.values(sold).map(delivered));
  pass(DAY + HOUR);
  await keepHouse({ ...env, FEED_RETENTION_DAYS: "0" });
  before = await everyCopy();
}, 60_000);

/** Each test begins with the real clock, which the stories are ahead of. */
beforeEach(() => pass(2 * DAY));

describe("a customer whose clock is ahead", () => {
  it("is in an export of everything", async () => {
    const text = await resultText(exported, "entitlements.ndjson");
    for (const id of Object.values(sold)) expect(text).toContain(id);
  });

  it("is erased with what it bought at that time, also what has to be revoked first", async () => {
    const job = await erased(CLARA, { revoke: true });
    expect((await outcomesOf(job.id)).sort()).toEqual(
      [`${sold.clara},ERASED,0,0`, `${sold.open},ERASED,0,0`].sort(),
    );
    expect(job.state).toBe("DONE");
    expect(await read(sold.open)).toMatchObject({ status: "REVOKED", customerIdentifier: null });
    expect(placesOf(await everyCopy(), CLARA)).toEqual([]);
  });

  it("is erased in the versions of what it gave away", async () => {
    const reports = (copies: Copy[], who: string) =>
      placesOf(copies, who).filter((place) => place.startsWith("file reports/"));
    expect(reports(before, DORA).length).toBeGreaterThan(0);
    expect(await outcomesOf((await erased(DORA)).id)).toEqual([`${sold.dora},VERSIONS_ERASED,0,0`]);
    const after = await everyCopy();
    expect(placesOf(after, DORA)).toEqual([]);
    expect(reports(after, EMIL)).toEqual(reports(before, EMIL));
  });

  it("is not the only one: who was given something of it is erased with that, in real time as it is", async () => {
    expect(await outcomesOf((await erased(GRETA)).id)).toEqual([`${sold.frida},ERASED,0,0`]);
    expect(placesOf(await everyCopy(), GRETA, FRIDA)).toEqual([]);
  });

  it("keeps what is bought or comes after the erasure began: that is somebody else's", async () => {
    await ahead(HANNA);
    const [first, third] = [await bought(HANNA), await bought(EMIL)];
    await verb("cancel", first);
    await delivered(first);
    const { body } = await erase(HANNA);
    const jobId = String(body["jobId"]);
    await until(async () => expect((await read(first))["customerIdentifier"]).toBeNull());
    const second = await bought(HANNA);
    await given(third, HANNA);
    expect((await driven(jobId)).state).toBe("DONE");
    expect(await outcomesOf(jobId)).toEqual([`${first},ERASED,0,0`]);
    for (const id of [second, third])
      expect(await read(id)).toMatchObject({ status: "ACTIVE", customerIdentifier: HANNA });
    const { slots } = await (await customerOf(HANNA)).everything();
    expect(slots.map(({ entitlementId }) => entitlementId)).toEqual([second, third]);
  });
});
