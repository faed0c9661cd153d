// What is answered in the sandbox only: where test clocks stand, and what the sandbox reseller ordered and was told.
import * as z from "zod";
import { success } from "./compose";
import { Entitlement, EntitlementVersion, Parametered } from "./entitlement";
import { count, ENTITLEMENT_ID, name, time, uuid } from "./fields";
import { NotificationState } from "./history";
import { Notification } from "./notification";

const reading = {
  time: time("Where the clock stands; from there it runs on."),
  aheadSeconds: count("How far it is ahead of the real time."),
  status: z
    .enum(["READY", "ADVANCING"])
    .meta({ description: "`ADVANCING`: what falls due on the way is still happening." }),
  advancingTo: time("Where it is being moved to.").nullable(),
};

/** The clock of one entitlement. */
export const EntitlementClock = z.object({ entitlementId: uuid("Whose clock.", ENTITLEMENT_ID), ...reading });

/** The clock of a customer, at which new entitlements begin, and those of all that it has. */
export const CustomerClock = z.object({
  entitlementId: z.null(),
  ...reading,
  entitlements: z.array(EntitlementClock),
});

/** Where the clock of an entitlement stands. */
export const EntitlementClockRead = success(EntitlementClock);

/** Where a clock stands, of an entitlement or of a customer. */
export const ClockRead = z.union([EntitlementClockRead, success(CustomerClock)]);

/** An order of the sandbox reseller, as it was made. */
const order = {
  entitlementId: uuid("What was ordered.", ENTITLEMENT_ID),
  productKey: EntitlementVersion.shape.productKey,
  customerIdentifier: name("The sandbox reseller's customer.", "+4915100000001").nullable(),
  dateOrdered: time("When, in real time."),
};

/** An order in short. */
export const SandboxOrder = z.object({ ...order, notifications: count("Those that came.") });

/** What was sent about an order, and what of it came. */
const notified = NotificationState.extend({
  arrivals: z
    .array(time("When it came, in real time."))
    .meta({ description: "Each time; none while it has not come, or is not among the last that are kept." }),
  body: Notification.nullable().meta({ description: "As it came; null where there are no arrivals." }),
});

/** An order: how it was made as long as it is among the last hundred, the record, the notifications. */
export const SandboxOrderInFull = z.object({
  ...z.object(order).partial().shape,
  entitlement: z.intersection(Entitlement, Parametered),
  notifications: z.array(notified),
});
