// What a reseller can sell.
import * as z from "zod";
import { Capabilities } from "../../catalogue/schema";
import { count, name, prose, url } from "./fields";

const { activation, verbs, endOfPeriodCancel, userStepOnChange } = Capabilities.shape;

/** A product with what can be done with it. */
export const Product = z.object({
  merchantAccountKey: name("The merchant.", "MUSIC"),
  productKey: name("The product.", "MUSIC_PREMIUM"),
  offerKeys: z.array(name("An offer.", "STANDARD")),
  productName: prose("What customers know it as.", 255),
  productDescription: prose("For customers.").nullable(),
  productLogoURL: url("Of a picture.", 2_048, "https://music.example.com/logo.png").nullable(),
  productTermsURL: url(
    "Of the terms that customers agree to.",
    2_048,
    "https://music.example.com/terms",
  ).nullable(),
  capabilities: z
    .object({
      activation: activation.meta({
        description: "`ASYNC`: the customer or the merchant has to do something before it is active.",
      }),
      verbs: verbs.meta({ description: "The verbs that this reseller may use with it, beside create." }),
      endOfPeriodCancel: endOfPeriodCancel.meta({
        description: "A cancel can leave access until the paid period ends.",
      }),
      userStepOnChange: userStepOnChange.meta({
        description: "A change of product can send the customer to a page.",
      }),
      limitPerCustomer: count("Entitlements that one customer may hold at this merchant at a time."),
    })
    .nullable(),
  eligible: z.boolean().optional().meta({
    description: "Whether that customer may take another one now; only with `X-CustomerIdentifier`.",
  }),
});
