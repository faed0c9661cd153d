// Text that survives every store and every header it may reach: well-formed, without control characters.
import * as z from "zod";

const UNFIT = "Must be well-formed text without control characters.";
/** Spelt out, because not every language that reads the API's document knows `\p{Cc}`. */
// oxlint-disable-next-line no-control-regex
const NO_CONTROLS = /^[^\u0000-\u001f\u007f-\u009f]*$/;

/** Text of 1 to `most` characters. */
export const text = (most: number) =>
  z
    .string()
    .min(1, "Must not be empty.")
    .max(most, `Must be at most ${most} characters.`)
    .regex(NO_CONTROLS, UNFIT)
    .refine((value) => value.isWellFormed(), UNFIT);
