// Stocks of activation codes. The codes themselves are in no answer.
import * as z from "zod";
import { count, Environment, name, time } from "./fields";

/** How many codes came in. */
export const Loaded = z.object({
  loaded: count("New codes."),
  duplicates: count("Codes that the stock had already."),
  free: count("Codes that can be given now."),
});

/** A stock of activation codes. */
export const Stock = z.object({
  environment: Environment,
  merchantAccountKey: name("The merchant.", "MUSIC"),
  productKey: name("The product.", "MUSIC_CODE"),
  loaded: count("All that were ever loaded."),
  given: count("Given to entitlements."),
  free: count("Can be given now."),
  expired: count("Never given, and no good any more."),
  lastLoadedAt: time("When the last came in.").nullable(),
  low: z.boolean().meta({ description: "Whether it is time to load more." }),
});
