// The part of the contract that needs an entitlement: merchants whose confirmation overtakes their answer, answers that
// contradict it, and answers that come after the deadline. What the record becomes does not depend on the connector.
import { describe, expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { Outcome } from "../../src/connectors/contract";
import { opened, type Held } from "../support/world";
import { CONTEXT, requestOf, type How, type Suite } from "./suite";

const SHORT_MS = 300;
const ACTIVATE = { type: "activate" } as const;

const fateOf = async (held: Held) => {
  const { events, operations } = await held.history();
  const last = operations.at(-1);
  return {
    status: (await held.view()).status,
    events: events.map(({ command, reason }) => `${command} ${reason}`),
    outcome: last?.outcome,
    contradiction: last?.contradiction,
  };
};

/** Registers these tests for one connector. */
export function overtakenSuite(name: string, { can, prepare }: Suite): void {
  /** A create that is open, and the merchant's answer to it on its way. */
  async function under(how: How, timeoutMs?: number): Promise<{ held: Held; answered: () => Promise<void> }> {
    const subject = await prepare();
    const told = await subject.tell("create", how);
    const { held, call } = await opened();
    const ids = { entitlementId: held.id, requestId: call.requestId };
    const asked = ask(
      subject.connector,
      { ...requestOf("create", told.request), ...ids },
      CONTEXT,
      timeoutMs,
    );
    const answered = async () => {
      const outcome: Outcome = await asked;
      await held.answer(call, outcome);
      expect(await subject.effects(call.requestId)).toBeLessThanOrEqual(1);
    };
    return { held, answered };
  }

  const offered = (how: How, title: string, test: () => Promise<void>): void => {
    if (can("create", how)) it(title, test);
  };

  describe(`${name}: confirmations and answers`, () => {
    offered("completed", "a confirmation before the answer takes effect once", async () => {
      const { held, answered } = await under("completed");
      await held.confirm(ACTIVATE);
      await answered();
      const { events, ...fate } = await fateOf(held);
      expect(fate).toEqual({ status: "ACTIVE", outcome: "completed", contradiction: false });
      expect(events.filter((event) => event.endsWith("ACTIVATION_SUCCESS"))).toEqual([
        "activate ACTIVATION_SUCCESS",
      ]);
    });

    offered(
      "rejected",
      "an answer that contradicts the confirmation is kept and changes nothing",
      async () => {
        const { held, answered } = await under("rejected");
        await held.confirm(ACTIVATE);
        await answered();
        expect(await fateOf(held)).toMatchObject({
          status: "ACTIVE",
          outcome: "rejected",
          contradiction: true,
        });
      },
    );

    offered("hangs", "an answer after the deadline is in doubt, until the merchant confirms", async () => {
      const { held, answered } = await under("hangs", SHORT_MS);
      await answered();
      expect(await fateOf(held)).toMatchObject({ status: "FAILED", outcome: "unknown" });
      await held.confirm(ACTIVATE);
      expect(await fateOf(held)).toMatchObject({
        status: "ACTIVE",
        events: ["create null", "activate ACTIVATION_SUCCESS"],
      });
    });
  });
}
