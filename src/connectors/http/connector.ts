// The connector of a definition: values, request, authentication, answer, rules, one after the other. It decides
// nothing: deadlines, retries and what an outcome means are its caller's.
import { clock } from "../../shared/clock";
import type {
  Connector,
  ConnectorContext,
  Explanation,
  MerchantOperation,
  MerchantRequest,
  Outcome,
  Spoil,
} from "../contract";
import type { MerchantAccess } from "../kind";
import { authenticationHeaders } from "./authentication";
import { build, legible } from "./build";
import type { HttpDefinition, Operation } from "./definition";
import { describe, idempotentOperations, operationsOf } from "./describe";
import { Unbuildable } from "./problem";
import { understand, type Understood } from "./rules";
import { maskedSecrets, realSecrets, redacted, type Secrets, type Seen } from "./secrets";
import { send, type Received, type Sendable } from "./send";
import { canSpoil, cutOff, nobodys } from "./spoil";
import { valuesOf, type Values } from "./values";

/** Enough of an answer to see what it is. */
const SHOWN_BYTES = 4_096;

/** One call of one operation, with everything that it needs. */
interface Call {
  definition: HttpDefinition;
  operation: Operation;
  values: Values;
  context: ConnectorContext;
  use: Parameters<typeof authenticationHeaders>[2];
  spoil?: Spoil;
}

interface Exchange extends Understood {
  received: Received | null;
  durationMs: number;
}

/** The connector that a definition describes. */
export function httpConnector(definition: HttpDefinition, env: Env, merchant: MerchantAccess): Connector {
  const landingKey = env.ID_KEY;
  const allowLoopback = env.ALLOW_LOOPBACK_TARGETS === "on";
  const callOf = async (
    operation: Operation,
    request: MerchantRequest,
    context: ConnectorContext,
  ): Promise<Call> => {
    const now = clock.now();
    const ownNow = now + (request.clockAheadMs ?? 0);
    const values = await valuesOf(request, { publicUrl: context.publicUrl, landingKey, now: ownNow });
    const use = { signal: context.signal, allowLoopback, merchant, now };
    return { definition, operation, values, context, use };
  };
  const operations = operationsOf(definition).map(([name, operation]) => [
    name,
    async (request: MerchantRequest, context: ConnectorContext) =>
      (await exchange(await callOf(operation, request, context), realSecrets(merchant))).outcome,
  ]);
  return {
    idempotent: idempotentOperations(definition),
    async explain(request, context, send_, spoil) {
      const operation = definition.operations[request.operation];
      if (operation === undefined) throw new Error(`there is no ${request.operation} to explain`);
      const call = await callOf(operation, request, context);
      return explained(spoil === undefined ? call : { ...call, spoil }, merchant, send_);
    },
    ...(Object.fromEntries(operations) as { [name in MerchantOperation]?: Connector[name] }),
  };
}

/** One exchange with the merchant. What cannot be asked is a refusal: certain, and without an effect. */
async function exchange(call: Call, secrets: Secrets): Promise<Exchange> {
  const startedAt = clock.now();
  const took = () => clock.now() - startedAt;
  try {
    const { definition, operation, values, context } = call;
    const request = await build(definition, operation, values, secrets, context);
    const received = request && (await sent(call, request, secrets));
    const durationMs = took();
    if (received !== null && "kind" in received)
      return { received: null, outcome: received, rule: null, durationMs };
    const { outcome, rule } = await understand(operation, received, values);
    return { received, durationMs, rule, outcome: discreet(outcome, secrets.seen) };
  } catch (error) {
    if (!(error instanceof Unbuildable)) throw error;
    const message = error.message;
    const outcome = { kind: "rejected", reason: "MERCHANT_UNAVAILABLE", message } as const;
    return { received: null, outcome, rule: null, durationMs: took() };
  }
}

/** Sends; once more with a new access token where the merchant no longer takes the one that was kept. */
async function sent(call: Call, request: Sendable, secrets: Secrets): ReturnType<typeof send> {
  const { definition, use, spoil } = call;
  const { authentication } = definition;
  const body = spoil === "body" ? cutOff(request.body) : request.body;
  const attempt = (credentials: Record<string, string>) =>
    send({ ...request, body, headers: { ...request.headers, ...credentials } }, use);
  const credentials = await authenticationHeaders(authentication, secrets, use);
  if (spoil === "credentials") return attempt(nobodys(credentials));
  const first = await attempt(credentials);
  if ("kind" in first || first.status !== 401 || authentication.type !== "oauth2") return first;
  const refused = credentials["Authorization"]?.replace(/^Bearer /, "") ?? null;
  return attempt(await authenticationHeaders(authentication, secrets, use, refused));
}

/** The request as it would be sent, secrets masked, and what came of sending it. */
async function explained(call: Call, merchant: MerchantAccess, sending: boolean): Promise<Explanation> {
  const request = await shown(call);
  if (request !== null && "outcome" in request) return request;
  const spoilable = call.spoil === undefined || canSpoil(call.spoil, call.definition, request);
  if ((request !== null && !sending) || !spoilable)
    return { request, response: null, outcome: null, rule: null };
  const secrets = realSecrets(merchant);
  const { received, outcome, rule, durationMs } = await exchange(call, secrets);
  return {
    request,
    response: received && { ...answerOf(received, secrets.seen), durationMs },
    outcome: withoutSecrets(outcome, secrets.seen),
    rule,
  };
}

/** The request with stand-ins for all secrets; where there can be none, the explanation says why. */
async function shown({
  definition,
  operation,
  values,
  context,
  use,
}: Call): Promise<Sendable | Explanation | null> {
  const secrets = maskedSecrets();
  try {
    const request = await build(definition, operation, values, secrets, context);
    if (request === null) return null;
    const credentials = await authenticationHeaders(definition.authentication, secrets, use);
    const headers = { ...request.headers, ...credentials };
    return legible({ ...request, headers }, describe(definition).secrets);
  } catch (error) {
    if (!(error instanceof Unbuildable)) throw error;
    const outcome = { kind: "rejected", reason: "MERCHANT_UNAVAILABLE", message: error.message } as const;
    return { request: null, response: null, outcome, rule: null };
  }
}

function answerOf({ status, headers, bytes }: Received, seen: Seen) {
  const body = redacted(new TextDecoder().decode(bytes), seen).slice(0, SHOWN_BYTES);
  const entries = Object.entries(headers).map(([name, value]) => [name, redacted(value, seen)]);
  return { status, headers: Object.fromEntries(entries) as Record<string, string>, body };
}

/** What a merchant says about a refusal reaches resellers, and some merchants repeat what they refuse. */
const discreet = (outcome: Outcome, seen: Seen): Outcome =>
  outcome.kind === "rejected" ? withoutSecrets(outcome, seen) : outcome;

function withoutSecrets<T extends object>(outcome: T, seen: Seen): T {
  const entries = Object.entries(outcome).map(([name, value]) => [
    name,
    typeof value === "string" ? redacted(value, seen) : value,
  ]);
  return Object.fromEntries(entries) as T;
}
