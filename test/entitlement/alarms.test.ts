// Nothing stays open without an alarm: whatever is under way, owed or due, and whatever else fails, the object is
// awake again in time, and it sleeps for good when all is done.
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { alarmOf, flying, loseMessages, reports } from "../support/outbox";
import { active, HOUR, MINUTE, opened, pass, SECOND, TERMS, type Held } from "../support/world";

const SIGN_UP = { kind: "actionRequired", url: "https://merchant.invalid/sign-up" } as const;
const UNKNOWN = { kind: "unknown", cause: "TIMEOUT" } as const;
const CANCEL = {
  verb: "cancel",
  reason: { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: null },
  extensionData: null,
} as const;

describe("nothing stays open without an alarm", () => {
  /** Ways for something to be open; each leaves an entitlement with work to do. */
  const OPEN: Record<string, () => Promise<Held>> = {
    "a create that nobody answers": async () => (await opened()).held,
    "a create in doubt": async () => {
      const { held, call } = await opened();
      await held.answer(call, UNKNOWN);
      return held;
    },
    "a create that the merchant queued": async () => {
      const { held, call } = await opened();
      await held.answer(call, { kind: "accepted" });
      return held;
    },
    "a verb that nobody answers": async () => {
      const held = await active();
      await held.call({ verb: "suspend" });
      return held;
    },
    "a verb in doubt": async () => {
      const held = await active();
      await held.answer(await held.call(CANCEL), UNKNOWN);
      return held;
    },
    "a verb that the merchant queued": async () => {
      const held = await active();
      await held.answer(await held.call(CANCEL), { kind: "accepted" });
      return held;
    },
    "a period that ends": async () => {
      const held = await active();
      const terminationDate = clock.now() + HOUR;
      await held.answer(await held.call(CANCEL), { kind: "completed", terminationDate });
      return held;
    },
    "a sign-up with a time": async () => {
      const { held, call } = await opened({ terms: { ...TERMS, signUpTtlMs: HOUR } });
      await held.answer(call, SIGN_UP);
      return held;
    },
    "a revoke that the merchant has not understood": async () => {
      const held = await active();
      const revoke = await held.call({ ...CANCEL, verb: "revoke" });
      await held.answer(revoke, UNKNOWN);
      return held;
    },
    "a move whose former customer still lists it": async () => {
      const held = await active();
      await held.begin({ verb: "update", change: { customerIdentifier: crypto.randomUUID() } });
      return held;
    },
  };

  /** Whether something is open, due, owed or unprojected, by what is stored. */
  async function isOpen(held: Held): Promise<boolean> {
    return runInDurableObject(held.stub, (_, { storage }) => {
      const entries = [...storage.kv.list<string>({ prefix: "entry:" })].map(([, text]) => JSON.parse(text));
      const { state, projected } = entries.at(-1);
      const owed = entries.some(({ notification: one }) => ["waiting", "in_flight"].includes(one?.state));
      const asked = state.operation !== null && state.operation.dueAt !== null;
      const timed =
        state.status === "ACTIVE-ENDING" || (state.status === "PENDING" && state.lapsesAt !== null);
      return owed || asked || timed || state.tasks.length > 0 || projected < state.version;
    });
  }

  it.each(Object.keys(OPEN))("%s, while neither queue, query store nor merchant work", async (name) => {
    loseMessages();
    hooks.beforeProjection = () => {
      throw new Error("the query store is away");
    };
    hooks.beforeMerchantCall = () => {
      throw new Error("the merchant is away");
    };
    const held = (await OPEN[name]?.()) ?? expect.fail(name);
    for (let firing = 0; firing < 12; firing++) {
      expect(await isOpen(held), `after ${firing} firings`).toBe(true);
      const alarm = await alarmOf(held);
      expect(alarm, `after ${firing} firings`).not.toBeNull();
      pass(Math.max((alarm ?? 0) - clock.now(), 0) + SECOND);
      await held.alarm();
    }
  });

  it("and what is done sleeps for good", async () => {
    loseMessages();
    const held = await active();
    await reports(held, await flying(held), 200);
    for (let firing = 0; firing < 3 && (await alarmOf(held)) !== null; firing++) {
      pass(2 * MINUTE);
      await held.alarm();
    }
    expect(await alarmOf(held)).toBeNull();
    expect(await isOpen(held)).toBe(false);
  });
});
