// Bodies and queries of what exists in the sandbox only.
import * as z from "zod";
import { MOST_AHEAD_MS } from "../entitlement/machine/clock";
import { key, time, uuid } from "./schemas";

const MOST_SECONDS = MOST_AHEAD_MS / 1_000;

/** Whose clock, and how far: by seconds or to a time. */
export const ClockBody = z
  .strictObject({
    entitlementId: uuid.optional(),
    customerIdentifier: key.optional(),
    advanceSeconds: z.number().int().min(1).max(MOST_SECONDS).optional(),
    advanceTo: time.optional(),
  })
  .superRefine((body, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if ((body.entitlementId === undefined) === (body.customerIdentifier === undefined))
      refuse("entitlementId", "Name an entitlement or a customerIdentifier; one of the two.");
    if ((body.advanceSeconds === undefined) === (body.advanceTo === undefined))
      refuse("advanceSeconds", "Say advanceSeconds or advanceTo; one of the two.");
  });
export type ClockBody = z.infer<typeof ClockBody>;

/** Of one entitlement; a customer is named in a header, because addresses are logged on the way. */
export const ClockQuery = z.strictObject({ entitlementId: uuid.optional() });
export type ClockQuery = z.infer<typeof ClockQuery>;
