// A merchant that does not answer in time: what history is to say of it.
import { expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { Connector, MerchantRequest, Outcome } from "../../src/connectors/contract";

const REQUEST = { operation: "suspend", requestId: "r", entitlementId: "e" } as MerchantRequest;
const CONTEXT = { publicUrl: "https://resale.invalid", traceparent: null };
const never = (): Promise<Outcome> => new Promise(() => undefined);

const asked = (...answers: ((signal: AbortSignal) => Promise<Outcome>)[]): Promise<Outcome> => {
  const left = [...answers];
  const connector: Connector = {
    idempotent: ["suspend"],
    suspend: (_, { signal }) => (left.shift() ?? never)(signal),
  };
  return ask(connector, REQUEST, CONTEXT, 200);
};

it("one that says nothing: after how long", async () => {
  expect(await asked(never)).toEqual({
    kind: "unknown",
    cause: "TIMEOUT",
    detail: expect.stringMatching(/^the time was up before the merchant had answered, after (19|2\d)\d ms$/),
  });
});

it("one that says nothing to a repetition: in which try", async () => {
  const broken = async (): Promise<Outcome> => ({ kind: "unknown", cause: "CONNECTION" });
  expect(await asked(broken, never)).toMatchObject({
    cause: "TIMEOUT",
    detail: expect.stringMatching(/ ms, in try 2$/),
  });
});

it("a connector that knows how far it came is believed", async () => {
  const reading = async (signal: AbortSignal): Promise<Outcome> => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    for (let step = 0; step < 5; step++) await Promise.resolve();
    const detail = "the time was up while the answer (status 200) was read";
    return { kind: "unknown", cause: "TIMEOUT", status: 200, detail };
  };
  expect(await asked(reading)).toMatchObject({
    status: 200,
    detail: expect.stringMatching(/^the time was up while the answer \(status 200\) was read, after \d+ ms$/),
  });
});

it("what is no timeout stays as it is", async () => {
  expect(await asked(async () => ({ kind: "completed" }))).toEqual({ kind: "completed" });
});
