// Who changed what, and why.
import * as z from "zod";
import { free, name, prose, time } from "./fields";

/** Who changed what, and why. */
export const AuditEntry = z.object({
  id: z.int(),
  date: time("When."),
  actor: name("The organisation whose credential was used.", "OPERATOR"),
  action: z.string().meta({ examples: ["credential.rotate"] }),
  subject: z.string().meta({ examples: ["credential telco-sandbox"] }),
  reason: prose("Why.", 1_000),
  detail: free("What is known of it, without secrets and customers."),
});
