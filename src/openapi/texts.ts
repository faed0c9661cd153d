// The words of the document that belong to no single operation.
import { KEY_TTL_MS } from "../entitlement/entry";
import { MAX_BODY_BYTES } from "../api/body";

const HOURS = KEY_TTL_MS / 3_600_000;

/** The rules for every call, in Markdown. */
export const DESCRIPTION = `Resellers sell other companies' subscriptions by the **Resale API** (\`/v1\`), merchants say by the
**merchant API** (\`/merchant/v1\`) what happens on their side, operators run it all by the **operator API** (\`/admin/v1\`).

- UTF-8 JSON. Times are ISO 8601 with an offset; answers have UTC with milliseconds. \`null\` means absent, except in PATCH,
  where it clears. Unknown fields of a request are refused by name; **ignore fields of an answer that you do not know**.
- Bodies have at most ${MAX_BODY_BYTES / 1_024} KiB where nothing else is said, nested at most 32 deep.
- HTTP Basic. A credential belongs to an organisation and an environment, \`sandbox\` or \`live\`; somebody else's records are
  as unknown as none.
- Success is flat: \`responseCode\`, \`responseMessage\`, then the payload. A failure has \`metadata\` with a precise \`reason\` and
  \`origin\`, which says who has to act. Program against \`responseCode\` and \`reason\`, never against messages.
- Send an idempotency key with every write: the same key and request get the stored answer again. A create's key holds as
  long as the entitlement, others ${HOURS} hours.
- A path that exists answers other methods with 405 and \`Allow\`, and \`HEAD\` where there is a \`GET\`.`;

/** What operations belong together. */
export const TAGS = [
  { name: "Service", description: "Is it there, and does it know me?" },
  { name: "Entitlements", description: "A customer's right to use one service: sell, change, end it." },
  { name: "Products", description: "What can be sold." },
  {
    name: "Notifications",
    description: "How changes arrive at a reseller, and what to do when they do not.",
  },
  { name: "Figures", description: "Reports and statistics of a reseller." },
  { name: "Jobs", description: "Whole files at a time, in the background." },
  {
    name: "Sandbox",
    description: "To try what takes long, and to certify an integration. Nothing of this exists in live.",
  },
  {
    name: "Merchants",
    description:
      "What merchants tell and may know. Confirmations may come before your answer to the call that they confirm, and may be repeated.",
  },
  {
    name: "Merchants: sandbox",
    description:
      "A reseller at the merchant's command, and the certification of its API. Nothing of this exists in live.",
  },
  {
    name: "Operators: entitlements",
    description:
      "Help with a single entitlement. What changes something needs a `reason`, which the audit keeps.",
  },
  { name: "Operators: customers", description: "Forget who a customer is, or was." },
  { name: "Operators: catalogue", description: "Who may sell what, and who may call." },
  {
    name: "Operators: service",
    description: "What is in trouble, how endpoints are, reports and figures of everybody.",
  },
] as const;

/** How the tags belong together, for renderers that group them. */
export const TAG_GROUPS = [
  {
    name: "Resellers",
    tags: ["Service", "Entitlements", "Products", "Notifications", "Figures", "Jobs", "Sandbox"],
  },
  { name: "Merchants", tags: ["Merchants", "Merchants: sandbox"] },
  {
    name: "Operators",
    tags: ["Operators: entitlements", "Operators: customers", "Operators: catalogue", "Operators: service"],
  },
] as const;
