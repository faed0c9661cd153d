// POST /admin/v1/connector/try: what a merchant's connector would send for an operation and, on request, what came
// back and how it was understood. For whoever sets a merchant up; no entitlement is touched.
import type * as z from "zod";
import type { Merchant } from "../catalogue/schema";
import { readCatalogue, type Catalogue } from "../catalogue/store";
import { MERCHANT_CALL_TIMEOUT_MS } from "../connectors/ask";
import type { Connector, Explanation, MerchantRequest, Outcome } from "../connectors/contract";
import { connectorFor } from "../connectors/registry";
import { randomId } from "../entitlement/id";
import { iso } from "../shared/clock";
import { audited } from "./audited";
import type { Context } from "./context";
import { traceparentOf } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { TryBody } from "./operatorSchemas";

type Trial = z.infer<typeof TryBody>;

/** Reads the catalogue itself: whoever tries has often just changed it. */
export async function tryConnector(context: Context<Trial>): Promise<Response> {
  const { body, env, publicUrl, request } = context;
  const catalogue = await readCatalogue(env.CATALOGUE);
  const { environment, merchantAccountKey, operation } = body;
  const merchant = catalogue.get("merchant", environment, merchantAccountKey);
  if (merchant === null)
    throw new Failure("NO_ROUTE", `There is no merchant ${merchantAccountKey} in ${environment}.`, {
      issues: [{ path: "merchantAccountKey", message: "Not in the catalogue." }],
    });
  const version = body.version ?? merchant.connectorVersion;
  const explain = explainOf(await connectorOf(env, merchant, version), merchant, version, operation);
  const signal = AbortSignal.timeout(MERCHANT_CALL_TIMEOUT_MS);
  const sample = sampleRequest(catalogue, body);
  const traceparent = traceparentOf(request);
  const explanation = await explain(sample, { signal, publicUrl, traceparent }, body.send);
  if (body.send)
    await audited(context, {
      action: "connector.try",
      subject: `merchant ${environment}/${merchantAccountKey}`,
      reason: body.reason ?? "",
      detail: { operation, version, outcome: explanation.outcome?.kind ?? null },
    });
  return success(shown(explanation));
}

async function connectorOf(
  env: Env,
  { environment, merchantAccountKey, connector }: Merchant,
  connectorVersion: number,
): Promise<Connector> {
  const found = await connectorFor(env, { environment, merchantAccountKey, connector, connectorVersion });
  if (found !== null) return found;
  throw new Failure(
    "OPERATION_NOT_SUPPORTED",
    `Merchant ${merchantAccountKey} has no version ${connectorVersion} of a definition for its connector "${connector}".`,
    { issues: [{ path: "version", message: "There is no such version, or this release cannot read it." }] },
  );
}

function explainOf(
  connector: Connector,
  { merchantAccountKey, connector: kind }: Merchant,
  version: number,
  operation: Trial["operation"],
): NonNullable<Connector["explain"]> {
  if (connector[operation] === undefined)
    throw new Failure(
      "OPERATION_NOT_SUPPORTED",
      `Version ${version} of merchant ${merchantAccountKey} has no ${operation}.`,
      { issues: [{ path: "operation", message: "The definition does not have it." }] },
    );
  if (connector.explain) return connector.explain;
  throw new Failure(
    "OPERATION_NOT_SUPPORTED",
    `The connector "${kind}" sends nothing over HTTP that could be shown; sell a product in the sandbox instead.`,
  );
}

/** A request as the platform would make it: what the body says, and samples for the rest. */
function sampleRequest(catalogue: Catalogue, body: Trial): MerchantRequest {
  const { environment, merchantAccountKey, operation } = body;
  const ours = { environment, merchantAccountKey };
  const product = catalogue
    .all("product")
    .find((one) => matches(one, { ...ours, productKey: body.productKey }));
  const route = catalogue
    .all("route")
    .find((one) => matches(one, { ...ours, resellerKey: body.resellerKey }));
  const shares = route?.sharesWithMerchant ?? [];
  const productKey = body.productKey ?? product?.productKey ?? "SAMPLE_PRODUCT";
  const offerKey = body.offerKey ?? product?.offerKeys[0] ?? null;
  const entitlementId = randomId(0);
  const about = {
    operation: body.about ?? "create",
    requestId: crypto.randomUUID(),
    immediate: body.immediate ?? null,
  };
  return {
    ...ours,
    operation,
    requestId: crypto.randomUUID(),
    entitlementId,
    merchantEntitlementId: body.merchantEntitlementId ?? entitlementId,
    resellerKey: body.resellerKey ?? route?.resellerKey ?? "SAMPLE_RESELLER",
    sharedCustomerId: crypto.randomUUID(),
    productKey,
    offerKey,
    previous: operation === "update" ? { productKey, offerKey } : null,
    immediate: operation === "terminate" ? (body.immediate ?? false) : null,
    merchantExtensionData: null,
    routeExtensionData: route?.routeExtensionData ?? null,
    customerIdentifier:
      body.customerIdentifier ?? (shares.includes("customerIdentifier") ? "sample-customer" : null),
    extensionData: shares.includes("extensionData") ? {} : null,
    about: operation === "status" ? about : null,
    magicNumber: null,
  };
}

/** Whether an item has every value that is given. */
const matches = <T extends object>(item: T, wanted: { [field in keyof T]?: unknown }): boolean =>
  (Object.keys(wanted) as (keyof T)[]).every(
    (field) => wanted[field] === undefined || wanted[field] === item[field],
  );

function shown({ request, response, outcome, rule }: Explanation): Record<string, unknown> {
  return { request, response, outcome: outcome && withIsoTimes(outcome), rule };
}

const TIMES: readonly string[] = ["terminationDate", "urlExpiry"];

/** Times on the wire are text. */
const withIsoTimes = (outcome: Outcome): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(outcome).map(([field, value]) => [
      field,
      TIMES.includes(field) && typeof value === "number" ? iso(value) : value,
    ]),
  );
