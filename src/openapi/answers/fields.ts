// Kinds of values that answers are made of, and how a schema is held against the type that the code answers with.
import * as z from "zod";

/**
 * The schema of what the code calls `View`. It does not compile where the schema has a member or a type that the view
 * does not have, or lacks one that it has.
 */
export const of =
  <View>() =>
  <S extends z.ZodType<View>>(schema: S & (keyof View extends keyof z.output<S> ? unknown : never)): S =>
    schema;

/** A name or key that somebody chose: an organisation's, a product's, an identifier of their own. */
export const name = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(255)
    .meta({ description, examples: [example] });

/** Text for people, never for programs. */
export const prose = (description: string, most = 10_000) => z.string().max(most).meta({ description });

/** An id of ours. */
export const uuid = (description: string, example: string) =>
  z.uuid().meta({ description, examples: [example] });

/** A moment: UTC, ISO 8601 with milliseconds. */
export const time = (description: string, example = "2030-01-31T12:00:00.000Z") =>
  z.iso.datetime({ precision: 3 }).meta({ description, examples: [example] });

/** A UTC day. */
export const day = (description: string, example = "2030-01-31") =>
  z.iso.date().meta({ description, examples: [example] });

/** How many there are of something. */
export const count = (description: string) => z.int().nonnegative().meta({ description });

/** How long something took. */
export const durationMs = z.number().nonnegative().meta({ description: "Milliseconds." });

/** A URL of at most so many characters. */
export const url = (description: string, most: number, example: string) =>
  z
    .string()
    .max(most)
    .meta({ description, format: "uri", examples: [example] });

/** Whatever JSON has; what stands in it is not promised. */
export const free = (description: string) => z.record(z.string(), z.unknown()).meta({ description });

/** Where a record lives. */
export const Environment = z
  .enum(["sandbox", "live"])
  .meta({ description: "Sandbox data and live data never meet.", examples: ["sandbox"] });

/** How to go on in a list. */
export const nextCursor = z
  .string()
  .max(2_000)
  .nullable()
  .meta({ description: "Send it as `cursor` to get the next page. Null: this was the last one." });

/** An entitlement, a notification, a job, a certification and a request of examples. */
export const ENTITLEMENT_ID = "00a1b2c3-d4e5-8f60-9a7b-1c2d3e4f5061";
export const NOTIFICATION_ID = "6f1c3a52-0c1e-4a2b-9d57-3d1f3f0b7a11";
export const JOB_ID = "00b2c3d4-e5f6-8a71-9b8c-2d3e4f506172";
export const CERTIFICATION_ID = "0197a1b2-c3d4-7e5f-8061-a2b3c4d5e6f7";
export const REQUEST_ID = "0b9f2a77-5f0e-4d5e-8a44-2f6f3a1c9d20";
