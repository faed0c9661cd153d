// An entitlement that changes hands: its place moves with it, and whoever gets the old number is a stranger.
import { describe, expect, it } from "vitest";
import { customerOf, move, revoke, tries } from "../support/customer";
import { until } from "../support/api";
import { entriesOf } from "../support/outbox";
import { active, MINUTE, pass, said, stall, type Held } from "../support/world";

describe("an entitlement that moves to another customer", () => {
  it("takes a place there, gives up its place here, and leaves strangers' pseudonyms behind", async () => {
    const [from, to] = [crypto.randomUUID(), crypto.randomUUID()];
    const held = await active({ customerIdentifier: from });
    const before = await held.view();
    expect(said(await move(held, to))).toBe("ACTIVE");
    const after = await held.view();
    expect(after).toMatchObject({ customerIdentifier: to, version: 2 });
    expect([after.platformUserId, after.sharedCustomerId]).toEqual([
      before.platformUserId,
      before.sharedCustomerId,
    ]);
    expect(await tries({ customerIdentifier: to })).toBe("CUSTOMER_LIMIT_REACHED");

    await until(async () => expect((await (await customerOf(from)).list(null, 10)).slots).toEqual([]));
    const next = await active({ customerIdentifier: from });
    const { platformUserId, sharedCustomerId } = await next.view();
    expect(platformUserId).not.toBe(before.platformUserId);
    expect(sharedCustomerId).not.toBe(before.sharedCustomerId);
  });

  it("frees the place at once, before its release has been carried out", async () => {
    const from = crypto.randomUUID();
    const held = await active({ customerIdentifier: from });
    await move(held, crypto.randomUUID());
    expect(await tries({ customerIdentifier: from })).toBe("call");
  });

  it("but not to one who has as many as are allowed: nothing changes", async () => {
    const [from, to] = [crypto.randomUUID(), crypto.randomUUID()];
    const held = await active({ customerIdentifier: from });
    await active({ customerIdentifier: to });
    expect(said(await move(held, to))).toBe("CUSTOMER_LIMIT_REACHED");
    expect(await held.view()).toMatchObject({ customerIdentifier: from, version: 1 });
    expect(await tries({ customerIdentifier: from })).toBe("CUSTOMER_LIMIT_REACHED");
  });

  it("and a create for the other at the same time end as one", async () => {
    const to = crypto.randomUUID();
    const held = await active();
    const { reached, release } = stall("afterClaim");
    const moving = move(held, to);
    await reached;
    const create = await tries({ customerIdentifier: to });
    release();
    expect(said(await moving)).toBe("ACTIVE");
    expect(create).not.toBe("call");
    expect(await tries({ customerIdentifier: to })).toBe("CUSTOMER_LIMIT_REACHED");
  });

  const released = (held: Held): Promise<void> =>
    until(async () => expect((await entriesOf(held)).at(-1)?.state.tasks).toEqual([]));

  it("and back again is listed here, and nowhere else, in whatever order it is released", async () => {
    const [from, between] = [crypto.randomUUID(), crypto.randomUUID()];
    const held = await active({ customerIdentifier: from });
    await move(held, between);
    await move(held, from);
    await released(held);
    const slots = async (of: string) => (await (await customerOf(of)).list(null, 10)).slots;
    expect((await slots(from)).map(({ entitlementId }) => entitlementId)).toEqual([held.id]);
    expect(await slots(between)).toEqual([]);
    expect(await tries({ customerIdentifier: from })).toBe("CUSTOMER_LIMIT_REACHED");
  });

  it("is not let go by a release that comes again after its customer has somebody new", async () => {
    const from = crypto.randomUUID();
    const held = await active({ customerIdentifier: from });
    await move(held, crypto.randomUUID());
    await released(held);
    const next = await active({ customerIdentifier: from });
    const { platformUserId } = await next.view();
    await (await customerOf(from)).release(held.id, from);
    await revoke(next);
    expect(await (await active({ customerIdentifier: from })).view()).toMatchObject({ platformUserId });
  });

  it("stays while it is on its way back", async () => {
    const [from, between] = [crypto.randomUUID(), crypto.randomUUID()];
    const held = await active({ customerIdentifier: from });
    await move(held, between);
    const { reached, release } = stall("afterClaim");
    const back = move(held, from);
    await reached;
    expect(await (await customerOf(from)).release(held.id, from)).toBe(false);
    release();
    await back;
    pass(MINUTE);
    await held.alarm();
    await released(held);
    expect(await tries({ customerIdentifier: from })).toBe("CUSTOMER_LIMIT_REACHED");
  });
});
