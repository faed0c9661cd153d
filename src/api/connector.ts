// POST /admin/v1/connector/try: what a merchant's connector would send for an operation and, on request, what came
// back and how it was understood. For whoever sets a merchant up; no entitlement is touched.
import type * as z from "zod";
import type { Merchant } from "../catalogue/schema";
import { readCatalogue } from "../catalogue/store";
import { MERCHANT_CALL_TIMEOUT_MS } from "../connectors/ask";
import type { Connector, Explanation, Outcome } from "../connectors/contract";
import { connectorFor } from "../connectors/registry";
import { sampleRequest } from "../onboarding/sampleRequest";
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
