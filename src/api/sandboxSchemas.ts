// Bodies and queries of what exists in the sandbox only.
import * as z from "zod";
import { MOST_AHEAD_MS } from "../entitlement/machine/clock";
import { CreateBody, key, time, UpdateBody, uuid } from "./schemas";

const advance = {
  advanceSeconds: z
    .number()
    .int()
    .min(1)
    .max(MOST_AHEAD_MS / 1_000)
    .optional(),
  advanceTo: time.optional(),
};
type Advance = { advanceSeconds?: number | undefined; advanceTo?: number | undefined };

function oneAdvance({ advanceSeconds, advanceTo }: Advance, context: z.RefinementCtx): void {
  if ((advanceSeconds === undefined) !== (advanceTo === undefined)) return;
  const message = "Say advanceSeconds or advanceTo; one of the two.";
  context.addIssue({ code: "custom", path: ["advanceSeconds"], message });
}

/** Whose clock, and how far: by seconds or to a time. */
export const ClockBody = z
  .strictObject({ entitlementId: uuid.optional(), customerIdentifier: key.optional(), ...advance })
  .superRefine(({ entitlementId, customerIdentifier, ...rest }, context) => {
    oneAdvance(rest, context);
    if ((entitlementId === undefined) !== (customerIdentifier === undefined)) return;
    const message = "Name an entitlement or a customerIdentifier; one of the two.";
    context.addIssue({ code: "custom", path: ["entitlementId"], message });
  });
export type ClockBody = z.infer<typeof ClockBody>;

/** Of one entitlement; a customer is named in a header, because addresses are logged on the way. */
export const ClockQuery = z.strictObject({ entitlementId: uuid.optional() });
export type ClockQuery = z.infer<typeof ClockQuery>;

/** What the sandbox reseller is to order; for a customer nobody knows, unless one is named. */
export const OrderBody = CreateBody.omit({ merchantAccountKey: true, notificationUrl: true }).extend({
  customerIdentifier: key.optional(),
});
export type OrderBody = z.infer<typeof OrderBody>;

export const OrderChangeBody = UpdateBody.pick({
  productKey: true,
  offerKey: true,
  dateExpiry: true,
  customerIdentifier: true,
  externalEntitlementId: true,
  extensionData: true,
});
export type OrderChangeBody = z.infer<typeof OrderChangeBody>;

export const OrderClockBody = z.strictObject(advance).superRefine(oneAdvance);
export type OrderClockBody = z.infer<typeof OrderClockBody>;
