// What an object writes, counted where it is written.
import { runInDurableObject } from "cloudflare:test";
import type { Customer } from "../../src/customer/object";
import type { Entitlement } from "../../src/entitlement/object";

export interface Rows {
  entries: number;
  alarms: number;
}

/** Counts the writes of an object from now on; every put and every alarm that is set is one row. */
export async function counted(
  stub: DurableObjectStub<Entitlement> | DurableObjectStub<Customer>,
): Promise<Rows> {
  const rows: Rows = { entries: 0, alarms: 0 };
  await runInDurableObject<DurableObject, void>(stub, (_, { storage }) => {
    const put = storage.kv.put.bind(storage.kv);
    storage.kv.put = (key, value) => {
      rows.entries++;
      put(key, value);
    };
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (at) => {
      rows.alarms++;
      return setAlarm(at);
    };
  });
  return rows;
}
