// Answers that are a record: done and final, or begun; and what a dry run says instead.
import * as z from "zod";
import { success } from "./compose";
import {
  Entitlement,
  EntitlementOfMerchant,
  EntitlementOfOperator,
  Parametered,
  Status,
} from "./entitlement";
import { Begun, Failure, Success } from "./envelope";

/** Merchants are never asked to send a customer anywhere. */
const NoParameters = z.object({ parameters: z.null() });

const withParameters = <R extends z.ZodType, P extends z.ZodType>(record: R, parameters: P) =>
  z.intersection(record, parameters);

/** The record, final. */
export const EntitlementDone = z.intersection(Success, withParameters(Entitlement, Parametered));

/** The record, on which somebody has to act first. */
export const EntitlementBegun = z.intersection(Begun, withParameters(Entitlement, Parametered));

/** A merchant's view of the record. */
export const MerchantsDone = z.intersection(Success, withParameters(EntitlementOfMerchant, NoParameters));

/** A merchant's view of the record, while it waits. */
export const MerchantsBegun = z.intersection(Begun, withParameters(EntitlementOfMerchant, NoParameters));

/** An operator's view of the record. */
export const OperatorsDone = z.intersection(Success, withParameters(EntitlementOfOperator, Parametered));

/** An operator's view of the record, while it waits. */
export const OperatorsBegun = z.intersection(Begun, withParameters(EntitlementOfOperator, Parametered));

/** What would become of it; nothing was done. */
export const DryRun = success(
  z.object({
    dryRun: z.literal(true),
    possible: z.array(Status).meta({ description: "The statuses that it may lead to." }),
  }),
);

/** A write's answer: done, or what a dry run says. */
export const WriteDone = z.union([EntitlementDone, DryRun]);

const inDoubt = <R extends z.ZodType>(record: R) =>
  z.union([z.intersection(Failure, withParameters(record, NoParameters)), Failure]);

/** A failure; where the outcome at the merchant is not known, the record as it is beside it. */
export const FailureInDoubt = inDoubt(Entitlement);

/** The same for operators. */
export const FailureInDoubtOfOperator = inDoubt(EntitlementOfOperator);
