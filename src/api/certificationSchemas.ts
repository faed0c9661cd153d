// What may be asked of a certification.
import * as z from "zod";
import { MERCHANT_OPERATIONS } from "../connectors/contract";
import { text } from "../shared/text";
import { key } from "./schemas";

/** Absent: the reseller's default URL. */
export const ResellerCertificationBody = z.strictObject({ notificationUrl: z.string().optional() });

const OF_A_GIVEN_API = ["authentication", "activation", "operations", "secrets"] as const;

/** Without `baseUrl`: the API that the merchant's connector in the sandbox speaks to. */
export const MerchantCertificationBody = z
  .strictObject({
    productKey: key.optional(),
    offerKey: key.optional(),
    baseUrl: text(2_048).optional(),
    /** As in the catalogue: secrets by the names under which `secrets` has them. */
    authentication: z.record(z.string(), z.json()).optional(),
    activation: z.enum(["SYNC", "ASYNC"]).optional(),
    operations: z.array(z.enum(MERCHANT_OPERATIONS)).min(1).optional(),
    /** For this run only; they are kept nowhere. */
    secrets: z.record(key, text(4_096)).optional(),
  })
  .superRefine((body, context) => {
    if (body.baseUrl !== undefined) return;
    for (const path of OF_A_GIVEN_API)
      if (body[path] !== undefined)
        context.addIssue({ code: "custom", path: [path], message: "Belongs to baseUrl." });
  });
