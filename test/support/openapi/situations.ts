// What there has to be before an example of the document can be tried: each situation is brought about, and says which ids
// stand for those of the example.
import { env } from "cloudflare:workers";
import type { Party } from "../../../src/api/authenticate";
import { certified } from "../../../src/certification/report";
import { endpointIdOf, type EndpointName } from "../../../src/callbacks/endpointId";
import { LANDING_TOKEN_TTL_MS, landingToken } from "../../../src/connectors/landing";
import type { Situation } from "../../../src/openapi/operation";
import { keepHouse } from "../../../src/operations/housekeeping";
import { clock } from "../../../src/shared/clock";
import { call, create, entitled, MUSIC, OPERATOR, tell, verb, type Body, type Options } from "../api";
import { merchantWith } from "../candidates";
import { ended } from "../jobs";
import { plugIn } from "../plugIn";
import { begun, probe } from "../probe";
import { born, shipAll } from "../sales";

/** Values by name: of parameters and members that an example has. */
export type Values = Record<string, string>;

const DAY_MS = 24 * 3_600_000;
const idOf = ({ entitlementId }: Body): Values => ({ entitlementId });
const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });

/** A new entitlement on which something was done. */
async function after(done: (id: string) => Promise<unknown>): Promise<Values> {
  const { entitlementId } = await entitled();
  await done(entitlementId);
  return { entitlementId };
}

async function queued(): Promise<Values> {
  const ids = await after((id) => verb("cancel", id, magic("TERMINATE_RETURNS_ACCEPTED")));
  const { body } = await call("GET", `/v1/entitlement/history/${ids["entitlementId"]}`);
  const operations = body["operations"] as { requestId: string }[];
  return { ...ids, operationId: operations.at(-1)?.requestId ?? "" };
}

async function landing(): Promise<Values> {
  const ids = idOf(await entitled({ productKey: "MUSIC" }));
  const expiry = clock.now() + LANDING_TOKEN_TTL_MS;
  return { ...ids, token: await landingToken(env.ID_KEY, ids["entitlementId"] ?? "", expiry) };
}

/** Five failures in a row open the breaker. */
async function troubledEndpoint(): Promise<Values> {
  const name: EndpointName = {
    environment: "sandbox",
    resellerKey: "TELCO",
    origin: "https://shop.invalid",
  };
  const endpointId = await endpointIdOf(name);
  const stub = env.ENDPOINT.get(env.ENDPOINT.idFromName(endpointId));
  const failed = { type: "failed", dispatchId: "d", lastSuccessAt: null, what: "CONNECT", holds: 0 } as const;
  for (let failures = 0; failures < 5; failures++) await stub.tell(name, failed);
  return { endpointId };
}

let reported = 0;

/** Yesterday's files, about an entitlement of the day before. */
async function reportFile(party: Party): Promise<Values> {
  const today = Math.floor(clock.now() / DAY_MS) * DAY_MS;
  const facts = {
    environment: "sandbox",
    resellerKey: "TELCO",
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC",
  } as const;
  if (reported++ === 0) {
    await shipAll([[born(1, facts, today - 2 * DAY_MS, "ACTIVE")]]);
    await keepHouse(env);
  }
  const day = new Date(today - DAY_MS).toISOString().slice(0, 10);
  return { partner: party === "MERCHANT" ? "TELCO" : "MUSIC", name: `AR_V1_D_${day}.csv`, day };
}

const SMALLEST = {
  baseUrl: "https://merchant.example.com/api",
  operations: {
    create: {
      method: "POST",
      url: "/subscriptions",
      body: '{ "product": productKey }',
      responses: [{ status: 201, outcome: "completed" }],
    },
  },
};

async function credential(): Promise<Values> {
  const body = { party: "RESELLER", organisation: "TELCO", environment: "sandbox", reason: "a test" };
  const made = await call("POST", "/admin/v1/credential", { as: OPERATOR, body });
  return { credentialId: String(made.body["id"]) };
}

const NAMES = { RESELLER: "TELCO", MERCHANT: "MUSIC" } as const;
/** Operators look at a reseller's. */
const ownerOf = (party: Party) => (party === "MERCHANT" ? "MERCHANT" : "RESELLER");

const jobBy = (party: Party): Promise<string> => {
  const owner = ownerOf(party);
  return begun({ party: owner, key: NAMES[owner], environment: "sandbox" });
};

/** One that has ended, and its file. */
async function job(party: Party): Promise<Values> {
  probe(() => ({ cursor: null, parts: { "rows.csv": { rows: 1, text: "1,done\r\n" } } }));
  const jobId = await jobBy(party);
  await (ownerOf(party) === "MERCHANT" ? ended(jobId, MUSIC, "/merchant/v1") : ended(jobId));
  return { jobId, resultName: "rows.csv" };
}

/** One whose next step is a minute away. */
async function runningJob(party: Party): Promise<Values> {
  probe(() => ({ cursor: 1, notBefore: clock.now() + 60_000 }));
  return { jobId: await jobBy(party) };
}

async function certification(party: Party): Promise<Values> {
  const owner = ownerOf(party);
  const subject = "https://example.com/";
  const report = await certified(env, { party: owner, key: NAMES[owner] }, subject, async () => []);
  return { certificationId: report.certificationId };
}

const ORDERS = "/merchant/v1/sandbox/orders";

/** An order of the sandbox reseller on which something was done. */
async function order(productKey: string, command?: string, options: Options = {}): Promise<Values> {
  const { body } = await call("POST", ORDERS, { as: MUSIC, body: { productKey } });
  if (command) await call("POST", `${ORDERS}/${command}/${body.entitlementId}`, { as: MUSIC, ...options });
  return idOf(body);
}

async function customer(): Promise<Values> {
  const { customerIdentifier } = await entitled();
  return { customerIdentifier: String(customerIdentifier) };
}

export const SITUATIONS: Record<Situation, (party: Party) => Promise<Values>> = {
  active: async () => idOf(await entitled()),
  pending: async () => idOf(await entitled({ productKey: "MUSIC" })),
  suspended: () => after((id) => verb("suspend", id)),
  suspendedByMerchant: () => after((id) => tell("suspend", id)),
  ending: () => after((id) => verb("cancel", id, magic("TERMINATE_RETURNS_DATE"))),
  failed: async () => idOf((await create({ productKey: "MUSIC" }, magic("CREATE_REQUEST_FAILS"))).body),
  queued,
  landing,
  troubledEndpoint,
  reportFile,
  reportLog: reportFile,
  httpMerchant: async () => ({ ...(await plugIn("http", SMALLEST)) }),
  voucherMerchant: async () => ({ ...(await plugIn("voucher", {})) }),
  credential,
  customer,
  job,
  jobResult: job,
  runningJob,
  certification,
  merchantApi: async () => ({ baseUrl: merchantWith("none") }),
  order: () => order("MUSIC_INSTANT"),
  pendingOrder: () => order("MUSIC"),
  suspendedOrder: () => order("MUSIC_INSTANT", "suspend"),
  endingOrder: () => order("MUSIC_INSTANT", "cancel", magic("TERMINATE_RETURNS_DATE")),
};
