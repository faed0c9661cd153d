// What the query store keeps of an entitlement: the newest state as a row, and one feed event per version, in the
// body that the notification of that version has.
import type { Before, Shipment } from "../projection/project";
import { iso } from "../shared/clock";
import type { FeedEvent } from "../wire/notification";
import type { Entry } from "./entry";
import { aheadOf } from "./machine/clock";
import { nextDue } from "./machine/time";
import { parametersOf, recordFor } from "./record";
import type { State } from "./state";

/** A notification's body, and the feed's event: the reseller's record flat, with what it is told and why. */
export function notificationBody(entry: Entry): FeedEvent {
  const { notification, state, at } = entry;
  return {
    ...(state.erased && { erased: true }),
    responseCode: "OK",
    responseMessage: "Success",
    notificationId: notification?.id ?? null,
    notificationReason: notification?.reason ?? null,
    notificationDate: iso(at),
    previousVersion: notification?.previousVersion ?? null,
    ...recordFor(state, "RESELLER"),
    parameters: parametersOf(state, at),
  };
}

const merchantDataOf = ({ merchantExtensionData: data }: State): string | null =>
  data === null ? null : JSON.stringify(data);

/** In real time: the query store's books and looks are not moved with a sandbox entitlement's clock. */
export const realWakeAt = (state: State): number | null => {
  const at = nextDue(state);
  return at === null ? null : at - aheadOf(state);
};

/** All versions since the last acknowledged one, and the row they lead to. */
export function projectionOf(head: Entry, entries: Entry[]): Shipment {
  const { state } = head;
  return {
    row: {
      entitlementId: state.entitlementId,
      environment: state.environment,
      resellerKey: state.resellerKey,
      merchantAccountKey: state.merchantAccountKey,
      productKey: state.productKey,
      status: state.status,
      externalEntitlementId: state.externalEntitlementId,
      merchantEntitlementId: state.merchantEntitlementId,
      dateCreated: state.dateCreated,
      dateLastUpdated: state.dateLastUpdated,
      version: state.version,
      wakeAt: realWakeAt(state),
      body: JSON.stringify(state),
    },
    events: entries
      .filter((entry) => entry.version > 0)
      .map((entry) => ({
        version: entry.version,
        date: entry.at - (entry.aheadMs ?? 0),
        body: JSON.stringify(notificationBody(entry)),
        merchantData: merchantDataOf(entry.state),
        before: isBrought(entry)
          ? BROUGHT
          : beforeOf(entries.find(({ version }) => version === entry.version - 1)),
      })),
  };
}

/** What began elsewhere was not sold here: sales do not count it. */
const BROUGHT: Before = { status: "NONE", productKey: null, stage: 3 };

const isBrought = ({ version, state }: Entry): boolean => version === 1 && state.imported !== undefined;

/** Null where the version before is not at hand; then the query store has it, or there was none. */
function beforeOf(entry: Entry | undefined): Before | null {
  if (entry === undefined || entry.version === 0) return null;
  const { status, productKey, dateActivated, activation }: State = entry.state;
  return { status, productKey, stage: dateActivated !== null ? 2 : activation !== null ? 1 : 0 };
}
