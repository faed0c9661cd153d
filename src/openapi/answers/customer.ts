// What operators are answered about a customer. Who it is stands in no answer.
import * as z from "zod";
import { Environment, name } from "./fields";

/** Pseudonyms that are forgotten. */
export const CustomerReset = z.object({
  environment: Environment,
  resellerKey: name("The reseller.", "TELCO"),
  known: z.boolean().meta({ description: "Whether there were any." }),
});
