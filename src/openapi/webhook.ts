// What the platform sends to resellers, as the document's webhook. The schedule is the code's own.
import { CALLBACK_TIMEOUT_MS } from "../callbacks/deliver";
import { ATTEMPT_DELAYS_MS, MAX_JITTER } from "../callbacks/schedule";
import { NOTIFICATION_ID } from "./answers/fields";
import { duration } from "./duration";
import { refTo, type Schema } from "./schema";

const DESCRIPTION = `To the entitlement's \`notificationUrl\`, else to your default, on every change that has a reason, whoever caused
it. Any 2xx within ${duration(CALLBACK_TIMEOUT_MS)} is success. Otherwise it is tried ${ATTEMPT_DELAYS_MS.length} times in all: after
${ATTEMPT_DELAYS_MS.slice(1).map(duration).join(", ")}, each plus 0–${MAX_JITTER * 100} %. First arrivals are in order per entitlement; a repeat may come at
any time: **ignore a \`version\` not above the one you have**. Signed by [Standard Webhooks](https://www.standardwebhooks.com):
verify the body as it came. Your own authentication (Basic, API key, bearer, OAuth2) is sent, too, if you have asked for one.`;

const header = (name: string, description: string, example: string, required = true): Schema => ({
  name,
  in: "header",
  required,
  description,
  schema: { type: "string" },
  example,
});

/** The webhooks of the document. */
export const webhooks = (): Schema => ({
  notification: {
    post: {
      operationId: "notification",
      tags: ["Notifications"],
      summary: "An entitlement has changed",
      description: DESCRIPTION,
      security: [],
      parameters: [
        header("webhook-id", "The `notificationId`; the same in every repeat.", NOTIFICATION_ID),
        header("webhook-timestamp", "Seconds since 1970, of this attempt.", "1895832000"),
        header(
          "webhook-signature",
          "One signature per secret, separated by spaces.",
          "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        ),
        header(
          "traceparent",
          "Of the request that led to it, if there was one (W3C Trace Context).",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          false,
        ),
      ],
      requestBody: { required: true, content: { "application/json": { schema: refTo("Notification") } } },
      responses: {
        "2XX": { description: "Taken. The body does not matter." },
        "410": { description: "This URL is gone: what waits for exactly it is given up." },
        "4XX": {
          description: "A failure; tried again. `Retry-After` is honoured up to twice the planned wait.",
        },
        "5XX": {
          description: "A failure; tried again. `Retry-After` is honoured up to twice the planned wait.",
        },
      },
    },
  },
});
