// From an id to its object. The name of the object is the id.
import type { Entitlement } from "./object";

export function entitlementStub(env: Env, entitlementId: string): DurableObjectStub<Entitlement> {
  return env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(entitlementId));
}
