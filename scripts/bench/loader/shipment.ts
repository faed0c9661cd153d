// A made-up entitlement by its number: the same in every run, so that a measurement knows every position and id.

/** Creation of number 0, epoch milliseconds; each later one is a second younger. */
const FIRST_CREATED = 1_700_000_000_000;

export const createdOf = (number: number): number => FIRST_CREATED + number * 1_000;
export const externalIdOf = (number: number): string => `own-${number}`;

/** UUIDv8 in home 0, as real ids are. */
export const idOf = (number: number): string =>
  `00000000-0000-8000-8000-${number.toString(16).padStart(12, "0")}`;

/** A shipment of its one version, as the object of an active entitlement would ship it; `state` lends everything that is not counted. */
export function shipmentOf(state: Record<string, unknown>, number: number) {
  const entitlementId = idOf(number);
  const created = createdOf(number);
  const body = JSON.stringify({
    ...state,
    entitlementId,
    customerIdentifier: `customer-${number}`,
    externalEntitlementId: externalIdOf(number),
    dateCreated: created,
    dateLastUpdated: created,
  });
  return {
    row: {
      entitlementId,
      environment: "sandbox",
      resellerKey: "TELCO",
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC_INSTANT",
      status: "ACTIVE",
      externalEntitlementId: externalIdOf(number),
      merchantEntitlementId: `MUSIC-${number}`,
      dateCreated: created,
      dateLastUpdated: created,
      version: 1,
      wakeAt: null,
      body,
    },
    events: [{ version: 1, date: created, body, merchantData: null }],
  };
}
