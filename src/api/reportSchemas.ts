// What is asked of reports. A party names the other one; an operator names whose reports it wants to see as well.
import * as z from "zod";
import { dayFrom, FREQUENCIES, TYPES } from "../reports/period";
import { CHARSETS } from "../reports/texts";
import { text } from "../shared/text";
import { key, time } from "./schemas";

const date = z
  .string()
  .refine((given) => dayFrom(given) !== null, "Must be a date, for example 2030-01-31.")
  .transform((given) => dayFrom(given) ?? 0);

/** A time, or the beginning of a day (UTC). */
const moment = z.union([date, time], {
  error: "Must be a date (2030-01-31) or an ISO 8601 time with an offset.",
});

const list = {
  type: z.enum(TYPES).optional(),
  frequency: z.enum(FREQUENCIES).optional(),
  from: moment.optional(),
  to: moment.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2000).optional(),
};

const format = z.enum(["csv", "ndjson"]).default("csv");
const charset = z.enum(CHARSETS).default("utf-8");
const encoding = { format, charset };

const range = { from: moment.optional(), to: moment.optional(), productKey: key.optional(), ...encoding };

const subject = {
  environment: z.enum(["sandbox", "live"]),
  party: z.enum(["RESELLER", "MERCHANT"]),
  organisation: key,
};

/** NDJSON is always UTF-8. */
const isEncodable = ({ format: how, charset: set }: { format: string; charset: string }): boolean =>
  how === "csv" || set === "utf-8";
const UNENCODABLE = { path: ["charset"], error: "NDJSON is always UTF-8." };

/** Who asks for a reseller's reports names merchants, who asks for a merchant's names resellers. */
const isPartner = (asked: {
  party: string;
  merchantAccountKey?: string | undefined;
  resellerKey?: string | undefined;
}): boolean => (asked.party === "RESELLER" ? asked.resellerKey : asked.merchantAccountKey) === undefined;
const NO_PARTNER = {
  path: ["party"],
  error: "A reseller's reports are narrowed by merchantAccountKey, a merchant's by resellerKey.",
};

export const ResellerReportsQuery = z.strictObject({ ...list, merchantAccountKey: key.optional() });
export const MerchantReportsQuery = z.strictObject({ ...list, resellerKey: key.optional() });
export const OperatorReportsQuery = z
  .strictObject({ ...list, ...subject, merchantAccountKey: key.optional(), resellerKey: key.optional() })
  .refine(isPartner, NO_PARTNER);

export const ReportFileQuery = z.strictObject(encoding).refine(isEncodable, UNENCODABLE);
export const OperatorReportFileQuery = z
  .strictObject({ ...encoding, ...subject })
  .refine(isEncodable, UNENCODABLE);

export const ResellerRangeQuery = z
  .strictObject({ ...range, merchantAccountKey: key.optional() })
  .refine(isEncodable, UNENCODABLE);
export const MerchantRangeQuery = z
  .strictObject({ ...range, resellerKey: key })
  .refine(isEncodable, UNENCODABLE);
export const OperatorRangeQuery = z
  .strictObject({ ...range, ...subject, merchantAccountKey: key.optional(), resellerKey: key.optional() })
  .refine(isPartner, NO_PARTNER)
  .refine(({ party, resellerKey }) => party === "RESELLER" || resellerKey !== undefined, {
    path: ["resellerKey"],
    error: "A merchant's report is about one reseller.",
  })
  .refine(isEncodable, UNENCODABLE);

export const RerunBody = z.strictObject({
  environment: subject.environment,
  resellerKey: key,
  day: date,
  reason: text(1000),
});
