// What stands beside every payload. Success and failure have one shape each: contract §1, as `api/envelope.ts` makes it.
import * as z from "zod";
import type { Reason } from "../../api/reasons";
import { REASONS } from "../../api/reasons";
import { CAPABILITY_VERBS } from "../../catalogue/schema";
import { ENTITLEMENT_ID, prose, REQUEST_ID, uuid } from "./fields";

const responseMessage = prose("For people. Program against `responseCode` and `metadata.reason`.");

/** Done, and final. */
export const Success = z.object({ responseCode: z.literal("OK"), responseMessage });

/** Begun: somebody else has to act before it is final. */
export const Begun = z.object({
  responseCode: z.enum(["CLIENT_ACTION_REQUIRED", "ACCEPTED"]).meta({
    description:
      "`CLIENT_ACTION_REQUIRED`: send the customer to `parameters.url`. `ACCEPTED`: the merchant queued it. Then wait for the notification.",
  }),
  responseMessage,
});

/** Begun: it goes on by itself. */
export const Accepted = z.object({ responseCode: z.literal("ACCEPTED"), responseMessage });

const reasons = Object.keys(REASONS) as [Reason, ...Reason[]];
const codes = [...new Set(Object.values(REASONS).map(({ responseCode }) => responseCode))];

/** Why a request was refused or failed, and who has to act. */
export const Metadata = z.object({
  requestId: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,128}$/)
    .meta({ description: "The `X-Request-Id` of this answer.", examples: [REQUEST_ID] }),
  origin: z
    .enum(["RESELLER", "PLATFORM", "MERCHANT"])
    .meta({ description: "Who has to act: whoever called, whatever its party, us, or the merchant." }),
  reason: z.enum(reasons).meta({ description: "Precise, and stable: program against it." }),
  issues: z
    .array(
      z.object({
        path: z.string().meta({
          description: "The field, members and indices joined by dots; empty for the whole.",
          examples: ["customerIdentifier"],
        }),
        message: prose("What is wrong with it."),
      }),
    )
    .optional()
    .meta({ description: "By field, where fields are wrong." }),
  merchant: z
    .object({
      status: z.int().nullable().meta({ description: "HTTP status of its answer." }),
      code: prose("In the merchant's own words.", 255).nullable(),
      message: prose("In the merchant's own words.", 1_024).nullable(),
    })
    .optional()
    .meta({ description: "What the merchant said, where it refused." }),
  allowedActions: z
    .array(z.enum([...CAPABILITY_VERBS, "activate", "reject", "terminate", "notify"]))
    .optional()
    .meta({ description: "What is possible instead, in the state that the entitlement is in." }),
  entitlementId: uuid("Of the entitlement that is in the way.", ENTITLEMENT_ID).optional(),
});

/** A request that was refused, or failed. */
export const Failure = z.object({
  responseCode: z.enum(codes).meta({ description: "Coarse: it follows from the reason." }),
  responseMessage,
  metadata: Metadata,
});
