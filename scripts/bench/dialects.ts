// The same requests in the words of each side: the Resale API, and the floor's bare paths. Both carry texts of the same
// size, and both notify the same receiver.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeCursor } from "../../src/projection/cursor.ts";
import { ROOT } from "./build.ts";
import type { Ask, Reply } from "./http.ts";
import { createdOf, externalIdOf, idOf } from "./loader/shipment.ts";
import type { Kind } from "./side.ts";

/** Where a create's merchant is: the built-in one in its object, or an HTTP server. The floor asks in the same way. */
export type MerchantKind = "object" | "http";

export interface Dialect {
  echo(): Ask;
  /** `confirmed`: the entitlement waits for a sign-up. */
  create(options: { customer: string; confirmed: boolean }): Ask;
  idOf(created: Reply): string;
  confirm(id: string): Ask;
  /** A change that is notified. */
  change(id: string): Ask;
  revoke(id: string): Ask | null;
  get(id: string): Ask;
  ofCustomer(customer: string): Ask;
  /** A page of 50 from the query store, after a number of the loader's. */
  page(after: number): Ask;
  feed(after: number): Ask;
  search(number: number): Ask | null;
}

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString("base64")}`;
const RESELLER = { Authorization: basic("telco-sandbox:telco-sandbox-secret") };
const MERCHANT = { Authorization: basic("music-sandbox:music-sandbox-secret") };
const JSON_TYPE = { "Content-Type": "application/json" };
const PAGE_SIZE = 50;
const SCOPE = "sandbox:TELCO";

const post = (path: string, headers: Record<string, string>, body: unknown): Ask => ({
  method: "POST",
  path,
  headers: { ...headers, ...JSON_TYPE },
  body: JSON.stringify(body),
});

interface Sold {
  merchant: string;
  /** The product that is active at once, and the sandbox merchant's that needs a sign-up. */
  atOnce: string;
  signUp: string;
}

const SOLD: Record<MerchantKind, Sold> = {
  object: { merchant: "MUSIC", atOnce: "MUSIC_INSTANT", signUp: "MUSIC" },
  http: { merchant: "BENCH", atOnce: "BENCH", signUp: "MUSIC" },
};

/** The API as a reseller and the sandbox merchant use it. */
function resaleApi(receiver: string, { merchant, atOnce, signUp }: Sold): Dialect {
  let changes = 0;
  return {
    echo: () => ({ method: "GET", path: "/v1/echo/hello", headers: RESELLER }),
    create: ({ customer, confirmed }) =>
      post("/v1/entitlement", RESELLER, {
        customerIdentifier: customer,
        merchantAccountKey: confirmed ? "MUSIC" : merchant,
        productKey: confirmed ? signUp : atOnce,
        notificationUrl: receiver,
      }),
    idOf: ({ body }) => (JSON.parse(body) as { entitlementId: string }).entitlementId,
    confirm: (id) => post(`/merchant/v1/entitlement/activate/${id}`, MERCHANT, {}),
    change: (id) => ({
      ...post(`/v1/entitlement/${id}`, RESELLER, { extensionData: { change: ++changes } }),
      method: "PATCH",
    }),
    revoke: (id) => post(`/v1/entitlement/revoke/${id}`, RESELLER, {}),
    get: (id) => ({ method: "GET", path: `/v1/entitlement/${id}`, headers: RESELLER }),
    ofCustomer: (customer) => post("/v1/entitlement/report", RESELLER, { customerIdentifier: customer }),
    page: (after) =>
      post("/v1/entitlement/report", RESELLER, {
        limit: PAGE_SIZE,
        ...(after >= 0 && { cursor: encodeCursor({ created: createdOf(after), id: idOf(after) }) }),
      }),
    feed(after) {
      const cursor = encodeURIComponent(encodeCursor({ scope: SCOPE, homes: [after] }));
      return { method: "GET", path: `/v1/events?limit=${PAGE_SIZE}&after=${cursor}`, headers: RESELLER };
    },
    search: (number) =>
      post("/v1/entitlement/report", RESELLER, { externalEntitlementId: externalIdOf(number) }),
  };
}

const RECORD = join(ROOT, "test/fixtures/formats/0.1.0/projection-body.json");

/** The floor: a text that is as long as a record, with the id in it for the receiver to see. */
async function bareFloor(): Promise<Dialect> {
  const record: Record<string, unknown> = JSON.parse(await readFile(RECORD, "utf8"));
  const textOf = (id: string): string => JSON.stringify({ ...record, entitlementId: id });
  const change = (id: string): Ask => ({
    method: "POST",
    path: `/change/${id}`,
    headers: JSON_TYPE,
    body: textOf(id),
  });
  return {
    echo: () => ({ method: "GET", path: "/echo/hello" }),
    create({ customer }) {
      const id = randomUUID();
      return { method: "POST", path: `/create/${id}/${customer}`, headers: JSON_TYPE, body: textOf(id) };
    },
    idOf: ({ body }) => (JSON.parse(body) as { entitlementId: string }).entitlementId,
    confirm: change,
    change,
    revoke: () => null,
    get: (id) => ({ method: "GET", path: `/get/${id}` }),
    ofCustomer: (customer) => ({ method: "GET", path: `/customer/${customer}` }),
    page: (after) => ({
      method: "GET",
      path: after < 0 ? "/page/-1/0" : `/page/${createdOf(after)}/${idOf(after)}`,
    }),
    feed: (after) => ({ method: "GET", path: `/feed/${after}` }),
    search: () => null,
  };
}

export const dialectOf = async (kind: Kind, receiver: string, merchant: MerchantKind): Promise<Dialect> =>
  kind === "real" ? resaleApi(receiver, SOLD[merchant]) : bareFloor();
