// A repetition tells the whole answer of then, whatever came later.
import { describe, expect, it } from "vitest";
import { entitled, patch, read, verb, type Reply } from "../support/api";

const keyed = (key: string, more: Record<string, string> = {}) => ({
  headers: { "Idempotency-Key": key, ...more },
});
const replayed = ({ headers }: Reply): boolean => headers.get("Idempotent-Replayed") === "true";
const newKey = (): string => crypto.randomUUID();

describe("a repetition tells the whole answer of then, whatever came later", () => {
  const magic = (number: string, key: string) => keyed(key, { "X-Magic-Number": number });

  it.each<[string, (id: string, key: string) => Promise<Reply>, number]>([
    ["a queued cancellation", (id, key) => verb("cancel", id, magic("TERMINATE_RETURNS_ACCEPTED", key)), 202],
    ["an announced end", (id, key) => verb("cancel", id, magic("TERMINATE_RETURNS_DATE", key)), 200],
    [
      "a change that needs the customer",
      (id, key) =>
        patch(id, { productKey: "MUSIC_PREMIUM" }, magic("UPDATE_RETURNS_ACTIVATION_REQUIRED", key)),
      202,
    ],
    ["a suspension", (id, key) => verb("suspend", id, keyed(key)), 200],
    ["a change of fields", (id, key) => patch(id, { extensionData: { a: 1 } }, keyed(key)), 200],
  ])("%s", async (_, ask, status) => {
    const [{ entitlementId }, key] = [await entitled(), newKey()];
    const first = await ask(entitlementId, key);
    expect(first.status).toBe(status);
    for (const meanwhile of [() => verb("revoke", entitlementId), () => read(entitlementId)]) {
      await meanwhile();
      const again = await ask(entitlementId, key);
      expect(again).toMatchObject({ status, body: first.body });
      expect(again.headers.get("ETag")).toBe(first.headers.get("ETag"));
      expect(replayed(again)).toBe(true);
    }
  });
});
