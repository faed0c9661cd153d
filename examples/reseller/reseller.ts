// A reseller in under 60 lines: sells a subscription, takes notifications in, and keeps what it knows of each entitlement.
//
//   npm run build:library && npm start          # the package, and the platform with its demo catalogue
//   npx node examples/reseller/reseller.ts      # sells one and prints what happens to it
import { createServer } from "node:http";
import { resaleClient } from "resale-edge/client";
import { nodeListener, notificationReceiver, type Notification } from "resale-edge/notifications";

const {
  PLATFORM_URL = "http://127.0.0.1:8787",
  CREDENTIAL = "telco-sandbox:telco-sandbox-secret",
  SIGNING_KEYS = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=", // several, with spaces between, while one is rotated
  PORT = "9000",
  PUBLIC_URL = `http://127.0.0.1:${PORT}`,
  CUSTOMER = `customer-${Date.now()}`,
} = process.env;

/** What the reseller knows: a table in real life, and the condition of its upsert is `version < excluded.version`. */
const known = new Map<string, Notification>();

const receive = notificationReceiver({
  keys: SIGNING_KEYS.split(" "),
  versionOf: (entitlementId) => known.get(entitlementId)?.version,
  store(notification, { missed }) {
    known.set(notification.entitlementId, notification);
    const { notificationReason, status, version } = notification;
    console.log(
      `${notificationReason}: ${status}, version ${version}${missed ? ", some before are missing" : ""}`,
    );
  },
});

createServer(nodeListener(receive)).listen(Number(PORT), "127.0.0.1", sell);

async function sell(): Promise<void> {
  const platform = resaleClient({ url: PLATFORM_URL, credential: CREDENTIAL });
  const sold = await platform.create(
    {
      customerIdentifier: CUSTOMER,
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC_INSTANT",
      notificationUrl: `${PUBLIC_URL}/notifications`,
    },
    { idempotencyKey: `order-of-${CUSTOMER}` }, // the order's own number: sent again, it is still one sale
  );
  switch (sold.responseCode) {
    case "CLIENT_ACTION_REQUIRED":
      return console.log(`send the customer to ${sold.parameters.url}`);
    case "OK":
    case "ACCEPTED":
      return console.log(`sold ${sold.entitlementId}: ${sold.status}`);
    default:
      console.error(`not sold: ${sold.metadata.reason}. ${sold.responseMessage}`);
  }
}
