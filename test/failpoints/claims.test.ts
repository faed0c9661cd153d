// Between the claim at the customer and the call to the merchant: an entitlement that dies there was never there, and
// who has no place never reaches the merchant.
import { evictDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { call, create, newCustomer, sale } from "../support/api";
import { diesAt, effectsOf } from "../support/failpoint";
import { asking, Held, input, said, stall } from "../support/world";

it("between claim and call: an entitlement that dies there leaves no place taken and no merchant asked", async () => {
  const given = input();
  const held = new Held(given.entitlementId);
  diesAt("afterClaim");
  await expect(async () => held.stub.create(given, asking(), false)).rejects.toThrow("died");
  await evictDurableObject(held.stub);
  expect(await effectsOf(held.id)).toEqual([]);
  const next = input({ customerIdentifier: given.customerIdentifier });
  expect(said(await new Held(next.entitlementId).stub.create(next, asking(), false))).toBe("call");
});

it("between claim and call: an entitlement that only claims yet already counts", async () => {
  const customerIdentifier = newCustomer();
  const { reached, release } = stall("afterClaim");
  const first = create({ customerIdentifier });
  await reached;
  const second = await create({ customerIdentifier });
  release();
  expect((await first).status).toBe(200);
  expect(second.body.metadata?.reason).toBe("OPERATION_IN_PROGRESS");
});

it("before the call: who got no place never reaches the merchant", async () => {
  const customerIdentifier = newCustomer();
  const { reached, release } = stall("beforeMerchantCall");
  const first = create({ customerIdentifier });
  await reached;
  const other = input({ customerIdentifier });
  const second = said(await new Held(other.entitlementId).stub.create(other, asking(), false));
  release();
  expect((await first).status).toBe(200);
  expect(second).toBe("CUSTOMER_LIMIT_REACHED");
});

it("between answer and complete: a create that is repeated under its key meets itself", async () => {
  const options = { body: sale(), headers: { "Idempotency-Key": crypto.randomUUID() } };
  const { reached, release } = stall("afterMerchantCall");
  const first = call("POST", "/v1/entitlement", options);
  await reached;
  const second = await call("POST", "/v1/entitlement", options);
  release();
  expect(second.body.metadata?.reason).toBe("REQUEST_IN_PROGRESS");
  const { entitlementId } = (await first).body;
  expect((await call("POST", "/v1/entitlement", options)).body.entitlementId).toBe(entitlementId);
});
