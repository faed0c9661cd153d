// The tour itself: one customer with a subscription that is active at once, one with a sign-up who goes through every
// verb. Each answer and each notification is held against the contract.
import { randomUUID } from "node:crypto";
import { type Api, Echo, Entitlement, Products } from "./api.ts";
import { check, ensure } from "./check.ts";
import { chain, endOfFeed, feed, report } from "./lookBack.ts";
import { header, line, part, plain, quiet } from "./print.ts";
import type { Receiver } from "./receiver.ts";

const NOTIFICATION_TIMEOUT_MS = 15_000;
/** A person with a browser of their own. */
export const PERSON_TIMEOUT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const END_OF_PERIOD_DAYS = 30;

export interface Tour {
  api: Api;
  receiver: Receiver;
  /** Signs the customer up and says how; null leaves it to the person who watches. */
  signUp: ((url: string) => Promise<string>) | null;
}

/** A change that the reseller asks for, and what has to come of it. */
interface Change {
  text: string;
  verb: string;
  magicNumber?: string;
  status: string;
  reason: string;
}

const CHANGES: Change[] = [
  { text: "suspend", verb: "suspend", status: "SUSPENDED", reason: "SUSPENSION_SUCCESS" },
  { text: "resume", verb: "resume", status: "ACTIVE", reason: "RESUMPTION_SUCCESS" },
  {
    text: "cancel, at the end of the period",
    verb: "cancel",
    magicNumber: "TERMINATE_RETURNS_DATE",
    status: "ACTIVE-ENDING",
    reason: "TERMINATION_PENDING",
  },
  { text: "undo the cancellation", verb: "undo", status: "ACTIVE", reason: "TERMINATION_REVERSED" },
  { text: "revoke, at once", verb: "revoke", status: "REVOKED", reason: "TERMINATION_SUCCESS" },
];

const CANCEL: Change = {
  text: "cancel",
  verb: "cancel",
  status: "CANCELLED",
  reason: "TERMINATION_SUCCESS",
};

/** Walks the whole way; rejects with a `Difference` at the first thing that is not as it should be. */
export async function walk(tour: Tour): Promise<void> {
  const customer = `demo-${randomUUID()}`;
  quiet(`customers   ${customer}-1 and -2, new in every run`);
  plain();
  header();

  part("Say hello");
  await hello(tour, `${customer}-1`);
  const bookmark = await endOfFeed(tour);

  part("Sell a subscription that is active at once, and cancel it");
  const instant = await sellInstant(tour, `${customer}-1`);
  await change(tour, instant, 2, CANCEL);

  part("Sell one that needs a sign-up, and take it through its life");
  const music = await sellWithSignUp(tour, `${customer}-2`);
  for (const [index, step] of CHANGES.entries()) await change(tour, music, 3 + index, step);

  part("Look back");
  chain(tour, instant, [1, 2]);
  chain(tour, music, [2, 3, 4, 5, 6, 7]);
  await feed(tour, bookmark, instant, 2);
  await feed(tour, bookmark, music, 7);
  await report(tour, { [instant]: 2, [music]: 7 });
}

async function hello({ api }: Tour, customer: string): Promise<void> {
  const word = randomUUID();
  const echo = await api(Echo, "GET", `/v1/echo/${word}`, 200);
  check("The echo", echo.body, { responseCode: "OK", echo: word });
  line({ text: "echo: credentials and address are right", tookMs: echo.tookMs });

  const headers = { "X-CustomerIdentifier": customer };
  const { body, tookMs } = await api(Products, "GET", "/v1/product", 200, { headers });
  const keys = body.products.map(({ productKey }) => productKey);
  for (const key of ["MUSIC", "MUSIC_INSTANT"])
    ensure(keys.includes(key), `The products are ${keys.join(", ")}; ${key} is missing.`);
  ensure(
    body.products.every(({ eligible }) => eligible === true),
    "A customer nobody knows is not eligible for every product.",
  );
  line({ text: `products: ${keys.length}, the customer may have any`, tookMs });
}

async function sellInstant(tour: Tour, customer: string): Promise<string> {
  const startedAt = performance.now();
  const { body, tookMs } = await tour.api(
    Entitlement,
    "POST",
    "/v1/entitlement",
    200,
    sale(tour, customer, "MUSIC_INSTANT"),
  );
  check("The sale of MUSIC_INSTANT", body, {
    responseCode: "OK",
    status: "ACTIVE",
    version: 1,
    parameters: null,
  });
  line({ text: "sell MUSIC_INSTANT", ...body, tookMs });
  await notified(tour, body, "ACTIVATION_SUCCESS", startedAt);
  return body.entitlementId;
}

async function sellWithSignUp(tour: Tour, customer: string): Promise<string> {
  const { body, tookMs } = await tour.api(
    Entitlement,
    "POST",
    "/v1/entitlement",
    202,
    sale(tour, customer, "MUSIC"),
  );
  check("The sale of MUSIC", body, { responseCode: "CLIENT_ACTION_REQUIRED", status: "PENDING", version: 1 });
  const { entitlementId, parameters } = body;
  ensure(parameters?.action === "NAVIGATE_TO_URL", "The sale of MUSIC came without a link to the sign-up.");
  line({ text: "sell MUSIC: the customer has to sign up first", ...body, tookMs });

  const startedAt = performance.now();
  await follow(tour, parameters?.url ?? "", entitlementId);
  const read = await tour.api(Entitlement, "GET", `/v1/entitlement/${entitlementId}`, 200);
  check("MUSIC after the sign-up", read.body, { status: "ACTIVE", version: 2, parameters: null });
  await notified(tour, read.body, "ACTIVATION_SUCCESS", startedAt);
  return entitlementId;
}

/** The customer's way through the sign-up page; printed, with the state that it leads to. */
async function follow({ signUp, receiver }: Tour, url: string, entitlementId: string): Promise<void> {
  quiet(`    ${url}`);
  const startedAt = performance.now();
  let how = "by hand";
  if (signUp === null) {
    plain("    Open this link in a browser and sign up; the tour goes on when you have.");
    await receiver.waitFor(entitlementId, 2, PERSON_TIMEOUT_MS);
  } else how = await signUp(url);
  const tookMs = performance.now() - startedAt;
  line({ text: `sign up ${how}`, status: "ACTIVE", version: 2, tookMs });
}

async function change(tour: Tour, entitlementId: string, version: number, step: Change): Promise<void> {
  const { text, verb, magicNumber, status, reason } = step;
  const startedAt = performance.now();
  const headers = { "Idempotency-Key": randomUUID(), ...(magicNumber && { "X-Magic-Number": magicNumber }) };
  const path = `/v1/entitlement/${verb}/${entitlementId}`;
  const { body, tookMs } = await tour.api(Entitlement, "POST", path, 200, { headers });
  check(`The answer to ${verb}`, body, { responseCode: "OK", entitlementId, status, version });
  const until = status === "ACTIVE-ENDING" ? `: ${endOfPeriod(body)}` : "";
  if (status === "ACTIVE") check(`The answer to ${verb}`, body, { dateEnded: null });
  line({ text: text + until, status, version, tookMs });
  await notified(tour, body, reason, startedAt);
}

/** The day on which it ends, which has to be a period ahead. */
function endOfPeriod({ dateEnded }: Entitlement): string {
  const days = (Date.parse(dateEnded ?? "") - Date.now()) / DAY_MS;
  ensure(
    Math.abs(days - END_OF_PERIOD_DAYS) < 1,
    `dateEnded is ${dateEnded}, expected a time ${END_OF_PERIOD_DAYS} days ahead.`,
  );
  return (dateEnded ?? "").slice(0, 10);
}

/** Waits for the notification of a record's version; it has to say what the answer said. */
async function notified(tour: Tour, record: Entitlement, reason: string, startedAt: number): Promise<void> {
  const { entitlementId, status, version } = record;
  const { notification, at } = await tour.receiver.waitFor(entitlementId, version, NOTIFICATION_TIMEOUT_MS);
  const expected = { notificationReason: reason, status, version, dateEnded: record.dateEnded };
  check(`The notification of version ${version}`, notification, expected);
  const tookMs = at - startedAt;
  line({ text: `${reason}, signature verified`, status, version, tookMs, notification: true });
}

const sale = ({ receiver }: Tour, customerIdentifier: string, productKey: string) => ({
  headers: { "Idempotency-Key": randomUUID() },
  body: {
    customerIdentifier,
    merchantAccountKey: "MUSIC",
    productKey,
    offerKey: "STANDARD",
    notificationUrl: receiver.url,
    externalEntitlementId: `order-${randomUUID()}`,
  },
});
