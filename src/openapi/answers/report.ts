// Lists of report files. What is in the files is text, not JSON: `reports/columns.ts` says which columns there are.
import * as z from "zod";
import { FREQUENCIES, TYPES } from "../../reports/period";
import { count, day, Environment, name, time, url } from "./fields";

/** A report file; it names the other party: the merchant in a reseller's file, the reseller in a merchant's. */
export const ReportFile = z.object({
  name: z
    .string()
    .meta({ description: "Its date is the first day of the period.", examples: ["AR_V1_D_2030-01-31.csv"] }),
  type: z.enum(TYPES).meta({ description: "Active, Change, Event or Summary." }),
  frequency: z.enum(FREQUENCIES).meta({ description: "Daily, weekly or monthly." }),
  from: time("Inclusive."),
  to: time("Exclusive."),
  merchantAccountKey: name("The merchant, in a reseller's file.", "MUSIC").optional(),
  resellerKey: name("The reseller, in a merchant's file.", "TELCO").optional(),
  rows: count("Lines without the header."),
  size: count("Bytes."),
  dateCreated: time("When it was written, or written again."),
  url: url("Where it is.", 10_000, "https://resale.example.com/v1/reports/MUSIC/AR_V1_D_2030-01-31.csv"),
});

/** What is written again. */
export const Rerun = z.object({
  environment: Environment,
  resellerKey: name("The reseller.", "TELCO"),
  from: day("The first day."),
  days: count("How many days of files."),
});
