// What a customer's object keeps: pseudonyms that outlive entitlements, and a list that pages however long it gets.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { PAGE_PREFIX } from "../../src/customer/slots";
import { randomId } from "../../src/entitlement/id";
import { call, type Body } from "../support/api";
import { claim, customerOf, limitOf, revoke } from "../support/customer";
import { active } from "../support/world";

describe("pseudonyms", () => {
  it("are made once per customer, and one per merchant", async () => {
    const customerIdentifier = crypto.randomUUID();
    const of = { customerIdentifier, ...limitOf(9) };
    const views = await Promise.all([
      (await active(of)).view(),
      (await active({ ...of, productKey: "MUSIC_CODE" })).view(),
    ]);
    expect(new Set(views.map(({ platformUserId }) => platformUserId)).size).toBe(1);
    expect(new Set(views.map(({ sharedCustomerId }) => sharedCustomerId)).size).toBe(1);
    const other = await claim(customerIdentifier, { merchantAccountKey: "FILMS" });
    expect(other).toMatchObject({ platformUserId: views[0]?.platformUserId });
    expect(other).not.toMatchObject({ sharedCustomerId: views[0]?.sharedCustomerId });
  });

  it("outlive the entitlement, and the object's memory", async () => {
    const customerIdentifier = crypto.randomUUID();
    const first = await active({ customerIdentifier });
    const { platformUserId, sharedCustomerId } = await first.view();
    await revoke(first);
    await evictDurableObject(await customerOf(customerIdentifier));
    const second = await active({ customerIdentifier });
    expect(await second.view()).toMatchObject({ platformUserId, sharedCustomerId });
  });
});

describe("a customer with very many entitlements", () => {
  const MANY = 230;

  it("is kept in pages of a hundred, listed in order, across a restart", async () => {
    const customerIdentifier = crypto.randomUUID();
    const customer = await customerOf(customerIdentifier);
    for (let at = 0; at < MANY; at++)
      await claim(customerIdentifier, {
        dateCreated: 1_000 + (at % 7),
        createHash: null,
        merchantAccountKey: `M${at}`,
      });
    const pages = await runInDurableObject(customer, (_, { storage }) => [
      ...storage.kv.list({ prefix: PAGE_PREFIX }),
    ]);
    expect(pages).toHaveLength(3);
    await evictDurableObject(customer);
    const seen: string[] = [];
    let after: { dateCreated: number; entitlementId: string } | null = null;
    for (let more = true; more;) {
      const page: Awaited<ReturnType<typeof customer.list>> = await customer.list(after, 25);
      seen.push(...page.slots.map(({ dateCreated, entitlementId }) => `${dateCreated} ${entitlementId}`));
      after = page.slots.at(-1) ?? null;
      more = page.more;
    }
    expect(seen).toHaveLength(MANY);
    expect(new Set(seen).size).toBe(MANY);
    expect(seen).toEqual(seen.toSorted());
  });

  it("is reported in full over HTTP, page by page, each record as it is now", async () => {
    const customerIdentifier = crypto.randomUUID();
    const of = { customerIdentifier, ...limitOf(500) };
    const sold = await Promise.all(
      Array.from({ length: 60 }, () => active({ ...of, productKey: randomId(0) })),
    );
    for (const held of sold.slice(0, 5)) await revoke(held);
    const records: Body[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await call("POST", "/v1/entitlement/report", {
        body: { customerIdentifier, limit: 100, ...(cursor !== null && { cursor }) },
      });
      expect(body.entitlements.length).toBeLessThanOrEqual(25);
      records.push(...body.entitlements);
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(records.map(({ entitlementId }) => entitlementId).sort()).toEqual(sold.map(({ id }) => id).sort());
    expect(records.filter(({ status }) => status === "REVOKED")).toHaveLength(5);
  });
});
