// Is it there, and does it know me.
import * as z from "zod";
import { time } from "./fields";

/** What was sent. */
export const EchoAnswer = z.object({ echo: z.string().meta({ examples: ["hello"] }) });

/** How the service is. */
export const Health = z.object({
  status: z.literal("ok"),
  version: z.string().meta({ description: "The release.", examples: ["0.3.0"] }),
  time: time("Now."),
});
