// Shipments by hand: one entitlement at a time, version by version, as its object would send them.
import { env } from "cloudflare:workers";
import { randomId } from "../../src/entitlement/id";
import { project } from "../../src/projection/project";
import { DAY_MS } from "../../src/statistics/counted";
import type { Reach } from "../../src/statistics/reach";

/** The first moment of a UTC day. */
export const dayOf = (date: string): number => Date.parse(date) / DAY_MS;

export interface Version {
  date: string;
  status: string;
  dateActivated?: string;
  parameters?: object;
  terminationReason?: object;
}

/** Ships versions from the one given on; each is a shipment of its own. */
export async function ship(
  whose: { environment?: string; resellerKey: string; merchantAccountKey?: string; productKey?: string },
  versions: Version[],
  { entitlementId = randomId(0), first = 1, created = versions[0]?.date ?? "" } = {},
): Promise<string> {
  const { environment = "sandbox", resellerKey, merchantAccountKey = "MUSIC", productKey = "MUSIC" } = whose;
  for (const [at, { date, status, ...more }] of versions.entries()) {
    const body = {
      entitlementId,
      merchantAccountKey,
      productKey,
      status,
      dateCreated: created,
      dateActivated: null,
      parameters: null,
      terminationReason: null,
      ...more,
    };
    const activation = body.parameters;
    await project(env.DB, {
      row: {
        entitlementId,
        environment,
        resellerKey,
        merchantAccountKey,
        productKey,
        status,
        externalEntitlementId: null,
        merchantEntitlementId: null,
        dateCreated: Date.parse(created),
        dateLastUpdated: Date.parse(date),
        version: first + at,
        wakeAt: null,
        body: JSON.stringify({ ...body, activation }),
      },
      events: [
        { version: first + at, date: Date.parse(date), body: JSON.stringify(body), merchantData: null },
      ],
    });
  }
  return entitlementId;
}

/** All of one reseller in the sandbox, over days. */
export const reachOf = (resellerKey: string, from: string, to: string): Reach => ({
  low: `sandbox:${resellerKey}`,
  high: `sandbox:${resellerKey}`,
  merchantAccountKey: null,
  productKey: null,
  from: dayOf(from),
  to: dayOf(to),
});
