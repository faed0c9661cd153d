// Sells a subscription, looks at it, and cancels it, with a client that knows the API by its document alone:
// `npm run generate` makes `api.ts` of what a running service says about itself.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

type Failure = components["schemas"]["Failure"];

const { API = "http://127.0.0.1:8787", CREDENTIAL = "telco-sandbox:telco-sandbox-secret" } = process.env;
const client = createClient<paths>({
  baseUrl: API,
  headers: { Authorization: `Basic ${Buffer.from(CREDENTIAL).toString("base64")}` },
});

/** Every failure has a reason that programs can go by. */
function refused({ metadata }: Failure): never {
  throw new Error(`${metadata.reason}, and ${metadata.origin} has to act`);
}

const sale = await client.POST("/v1/entitlement", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: {
    customerIdentifier: `customer-${crypto.randomUUID()}`,
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC_INSTANT",
    notificationUrl: process.env["NOTIFICATION_URL"] ?? "http://127.0.0.1:9/nobody",
  },
});
if (sale.error) refused(sale.error);
if (!("entitlementId" in sale.data)) throw new Error("a dry run was answered");
const { entitlementId } = sale.data;
console.log(`sold: ${sale.data.status}, version ${sale.data.version}`);

const path = { entitlementId };
const read = await client.GET("/v1/entitlement/{entitlementId}", { params: { path } });
if (read.error) refused(read.error);
console.log(`possible now: ${read.data?.allowedActions.join(", ")}`);

const ended = await client.POST("/v1/entitlement/cancel/{entitlementId}", {
  params: { path, header: { "If-Match": `"${sale.data.version}"` } },
  body: { cancelReasonCategory: "CUSTOMER_CANCELLED", cancelReasonCode: "SUBSCRIPTION_CANCELLED" },
});
if (ended.error) refused(ended.error);
if ("status" in ended.data) console.log(`ended: ${ended.data.status}`);

const again = await client.POST("/v1/entitlement/cancel/{entitlementId}", { params: { path } });
console.log(`once more: ${again.error?.metadata.reason}`);
