// Credentials without their secrets, and once, right after it was made, with one.
import * as z from "zod";
import { count, Environment, name } from "./fields";

/** A credential without its secrets. */
export const Credential = z.object({
  id: name("The user name of Basic.", "telco-sandbox"),
  party: z.enum(["RESELLER", "MERCHANT", "OPERATOR"]),
  organisation: name("The key of the organisation.", "TELCO"),
  environment: Environment.nullable().meta({ description: "Null: an operator's, for both." }),
  ipRanges: z
    .array(z.string())
    .nullable()
    .meta({ description: "Addresses it may be used from; null: from anywhere." }),
  revoked: z.boolean(),
  liveSecrets: count("How many secrets work."),
});

/** A credential whose secret was made just now: it is shown this once. */
export const CredentialWithSecret = Credential.extend({
  secret: z
    .string()
    .meta({ description: "The password of Basic. It is not stored and cannot be shown again." }),
});
