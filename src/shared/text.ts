// Text that survives every store and every header it may reach: well-formed, without control characters.
import * as z from "zod";

/** Text of 1 to `most` characters. */
export const text = (most: number) =>
  z
    .string()
    .min(1, "Must not be empty.")
    .max(most, `Must be at most ${most} characters.`)
    .refine(
      (value) => value.isWellFormed() && !/\p{Cc}/u.test(value),
      "Must be well-formed text without control characters.",
    );
