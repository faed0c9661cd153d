// Certifications of resellers and merchants in the sandbox: run one, read those that were run. A run is one request of
// half a minute at most; it goes on where the caller hangs up, and its report can be read then.
import type * as z from "zod";
import { readCatalogue, type Catalogue } from "../catalogue/store";
import { apiUseFindings } from "../certification/apiUse";
import { merchantFindings } from "../certification/merchant";
import type { Explaining } from "../certification/merchantStage";
import { catalogueConnector, givenConnector, samplesOf } from "../certification/merchantSubject";
import { receiverFindings } from "../certification/receiver";
import { certified, reportOf, summariesOf, type Owner, type Report } from "../certification/report";
import { runTime } from "../certification/time";
import { invalid } from "./body";
import type { MerchantCertificationBody, ResellerCertificationBody } from "./certificationSchemas";
import { askingOf, type Context } from "./context";
import { listed, success } from "./envelope";
import { once } from "./once";
import { Failure } from "./reasons";
import { inSandbox } from "./sandboxOnly";
import { checkNotificationUrl, resellerOf } from "./sale";

/** POST /v1/sandbox/certification */
export function certifyReseller(
  context: Context<z.infer<typeof ResellerCertificationBody>>,
): Promise<Response> {
  return run(context, async (owner) => {
    const { env, caller, body } = context;
    const reseller = await resellerOf(context);
    const url = body.notificationUrl ?? reseller?.defaultNotificationUrl ?? null;
    await checkNotificationUrl(context, url);
    const target = { env, reseller, resellerKey: caller.name, url: url ?? "", time: runTime() };
    return certified(env, owner, target.url, async () =>
      (await Promise.all([receiverFindings(target), apiUseFindings(env, caller)])).flat(),
    );
  });
}

/** POST /merchant/v1/sandbox/certification: the catalogue is read itself, because it has often just been changed. */
export function certifyMerchant(
  context: Context<z.infer<typeof MerchantCertificationBody>>,
): Promise<Response> {
  return run(context, async (owner) => {
    const { env, caller, body, publicUrl } = context;
    const catalogue = await readCatalogue(env.CATALOGUE);
    const connector = await connectorIn(context, catalogue);
    const { productKey, offerKey } = body;
    const samples = samplesOf(catalogue, { merchantAccountKey: caller.name, productKey, offerKey });
    const subject = { connector, ...samples, publicUrl, time: runTime() };
    const where =
      body.baseUrl ?? (await urlOf(connector, samples.request("create"), publicUrl)) ?? caller.name;
    return certified(env, owner, where, () => merchantFindings(subject));
  });
}

/** GET /v1/sandbox/certification and the merchant's */
export async function listCertifications(context: Context): Promise<Response> {
  return listed("certifications", await summariesOf(context.env, ownerIn(context)), {});
}

const ID = /^[0-9a-f-]{36}$/;

/** GET /v1/sandbox/certification/{certificationId} and the merchant's */
export async function getCertification(context: Context): Promise<Response> {
  const owner = ownerIn(context);
  const id = (context.params["certificationId"] ?? "").toLowerCase();
  const report = ID.test(id) ? await reportOf(context.env, owner, id) : null;
  if (report === null) throw new Failure("UNKNOWN_CERTIFICATION", "There is no such certification.");
  return success({ ...report });
}

/** Runs once per idempotency key, and to its end whether or not the caller waits for it. */
async function run(context: Context, certify: (owner: Owner) => Promise<Report>): Promise<Response> {
  const owner = ownerIn(context);
  const scope = `${context.caller.side}:certification`;
  const asking = await askingOf(context, "certification", { scope });
  const done = once(context, asking, async () => ({ ...(await certify(owner)) }));
  context.ctx.waitUntil(done.catch(() => undefined));
  return done;
}

/** The caller, which has to be in the sandbox: a run posts and orders what nobody has. */
function ownerIn(context: Pick<Context, "caller">): Owner {
  inSandbox(context, "Certification");
  const { side, name } = context.caller;
  if (side !== "RESELLER" && side !== "MERCHANT") throw new Error(`nothing of a ${side} is certified`);
  return { party: side, key: name };
}

async function connectorIn(
  { env, caller, body }: Context<z.infer<typeof MerchantCertificationBody>>,
  catalogue: Catalogue,
): Promise<Explaining> {
  const { secrets = {}, productKey, offerKey: _, ...options } = body;
  if (options.baseUrl !== undefined) {
    const connector = givenConnector(env, caller.name, options, secrets);
    if (Array.isArray(connector)) throw invalid(connector);
    return connector;
  }
  if (productKey !== undefined && catalogue.get("product", "sandbox", caller.name, productKey) === null)
    throw new Failure("UNKNOWN_PRODUCT", `You have no product ${productKey} in the sandbox.`, {
      issues: [{ path: "productKey", message: "Not in the catalogue for you." }],
    });
  const connector = await catalogueConnector(env, catalogue, caller.name);
  if (connector !== null) return connector;
  throw new Failure(
    "OPERATION_NOT_SUPPORTED",
    "Your connector in the sandbox does not call an HTTP API; give the baseUrl of your standard merchant API.",
    { issues: [{ path: "baseUrl", message: "Required: your connector calls no HTTP API." }] },
  );
}

/** Where a create goes to, without sending one. */
async function urlOf(
  connector: Explaining,
  request: Parameters<Explaining["explain"]>[0],
  publicUrl: string,
): Promise<string | null> {
  const context = { signal: new AbortController().signal, publicUrl, traceparent: null };
  return (await connector.explain(request, context, false)).request?.url ?? null;
}
