// What may be asked of the statistics.
import * as z from "zod";
import { DAY_MS } from "../statistics/counted";
import { key } from "./schemas";

/** A UTC day, as days since 1970-01-01. */
const day = z.iso
  .date({ error: "Must be a date like 2026-03-01." })
  .transform((date) => Date.parse(date) / DAY_MS);

const period = { from: day.optional(), to: day.optional(), productKey: key.optional() };

export const MerchantStatisticsQuery = z.strictObject(period);

export const StatisticsQuery = z.strictObject({ ...period, merchantAccountKey: key.optional() });

export const AnyStatisticsQuery = z
  .strictObject({
    ...period,
    merchantAccountKey: key.optional(),
    environment: z.enum(["sandbox", "live"]).optional(),
    resellerKey: key.optional(),
  })
  .refine(({ environment, resellerKey }) => resellerKey === undefined || environment !== undefined, {
    path: ["environment"],
    error: "Required with resellerKey.",
  });
