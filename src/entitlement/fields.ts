// Fields of a record as callers write them: what the API takes, and what a file for an import holds.
import * as z from "zod";
import { text } from "../shared/text";
import { MAX_EXTENSION_BYTES, MAX_EXTENSION_KEYS } from "./machine/begin";

/** An identifier or key of somebody's. */
export const key = text(255);

/** The offsets and the omitted seconds that ISO 8601 allows, in the form that RFC 3339 knows. */
const rfc3339 = (value: string): string =>
  value
    .replace(/T(\d{2}:\d{2})(?=Z$|[+-]\d)/, "T$1:00")
    .replace(/(T.*[+-]\d{2}):?(\d{2})?$/, (_, time, minutes = "00") => `${time}:${minutes}`);

const isoTime = z.iso
  .datetime({
    offset: true,
    error: "Must be an ISO 8601 time with an offset, for example 2030-01-31T12:00:00.000Z.",
  })
  .transform((value) => Date.parse(value))
  .refine((at) => Number.isFinite(at) && at < Date.UTC(9999, 0), "Must be a time before the year 9999.");

/** Any ISO 8601 time with an offset; becomes epoch milliseconds. */
export const time = z.string().transform(rfc3339).pipe(isoTime);

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** Extension data as callers may send it: contract §2. */
export const ExtensionData = z
  .record(
    text(255).refine((name) => !FORBIDDEN_KEYS.has(name), "Must not be a reserved name."),
    z.union([z.string(), z.number(), z.boolean(), z.null()], {
      error: "Must be a string, number, boolean or null.",
    }),
  )
  .refine(
    (data) => Object.keys(data).length <= MAX_EXTENSION_KEYS,
    `Must have at most ${MAX_EXTENSION_KEYS} keys.`,
  )
  .refine(
    (data) => new TextEncoder().encode(JSON.stringify(data)).length <= MAX_EXTENSION_BYTES,
    `Must be at most ${MAX_EXTENSION_BYTES} bytes of JSON.`,
  )
  .refine((data) => JSON.stringify(data).isWellFormed(), "Must be well-formed text.");
