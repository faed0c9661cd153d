// From a request to a handler and back: match, authenticate, read, check, handle, answer, log. Each stage is a line.
import { Router, type IRequest } from "itty-router";
import { CatalogueUnavailable, type Seed } from "../catalogue/cache";
import type { Caller } from "../entitlement/caller";
import { publicUrlOf } from "../shared/basePath";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { VERSION } from "../shared/version";
import { authenticate, ofParty, type Authenticated } from "./authenticate";
import { checked, checkedQuery, readCsv, readJson } from "./body";
import { magicNumberOf, type Context } from "./context";
import { failed, failure, json } from "./envelope";
import { idempotencyKey } from "./idempotencyKey";
import { Failure } from "./reasons";
import type { Route } from "./route";
import { ROUTES } from "./routes";
import { INBOX_PATH, receiveNotification } from "./sandboxInbox";
import { signUpPage, signUpForm } from "./signUp";
import { publishedKeys } from "./webhooks";

interface Inbound {
  env: Env;
  ctx: ExecutionContext;
  requestId: string;
  seed: Seed | null;
  /** Who it is, where that is known before: then no credentials are asked for. */
  as: Authenticated | null;
  /** For the log line. */
  seen: { route?: string; caller?: Caller };
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

const router = Router<IRequest, [Inbound], Response>();
for (const route of ROUTES) {
  const method = route.method.toLowerCase() as "get" | "post" | "put" | "patch";
  router[method](route.path, (request, inbound) => served(route, request, inbound));
}
router.get("/health", () =>
  json({ status: "ok", version: VERSION, time: new Date(clock.now()).toISOString() }),
);
router.get("/.well-known/webhook-keys/:environment/:resellerKey", ({ params }, { env, seed }) =>
  publishedKeys(env, seed, decoded(params)),
);
router.post(INBOX_PATH, (request, { env }) => receiveNotification(env, request as unknown as Request));
router.get("/sandbox/sign-up/:entitlementId/:token", ({ params }, { env }) => signUpPage(env, params));
router.post("/sandbox/sign-up/:entitlementId/:token", ({ params }, { env }) => signUpForm(env, params));

/** The one entrance for HTTP. Every answer carries `X-Request-Id`; no error text of ours leaves the house. */
export const handle = (
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  seed: Seed | null,
): Promise<Response> => entered(request, { env, ctx, seed, as: null });

/** The same for a request that is made in process, for somebody who has been authenticated already. */
export const dispatch = (
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  seed: Seed | null,
  as: Authenticated,
): Promise<Response> => entered(request, { env, ctx, seed, as });

async function entered(
  request: Request,
  house: Pick<Inbound, "env" | "ctx" | "seed" | "as">,
): Promise<Response> {
  const startedAt = clock.now();
  const given = request.headers.get("X-Request-Id") ?? "";
  const requestId = REQUEST_ID.test(given) ? given : crypto.randomUUID();
  const inbound: Inbound = { ...house, requestId, seen: {} };
  const response = await answer(request, inbound);
  const { status } = response;
  const { route, caller } = inbound.seen;
  const { side, name, environment } = caller ?? {};
  const durationMs = clock.now() - startedAt;
  log("request.answered", {
    requestId,
    method: request.method,
    route,
    side,
    name,
    environment,
    status,
    durationMs,
  });
  response.headers.set("X-Request-Id", requestId);
  if (request.method !== "HEAD") return response;
  await response.body?.cancel();
  return new Response(null, response);
}

async function answer(request: Request, inbound: Inbound): Promise<Response> {
  const { env, requestId } = inbound;
  try {
    if (env.MAINTENANCE === "on" && pathOf(request) !== "/health")
      throw new Failure(
        "MAINTENANCE",
        "The platform is under maintenance. Try again later.",
        {},
        { "Retry-After": "300" },
      );
    const readable = request.method === "HEAD" ? new Request(request, { method: "GET" }) : request;
    return (await router.fetch(readable, inbound)) ?? notRouted(request.method, pathOf(request));
  } catch (error) {
    if (error instanceof Failure) return failed(error, requestId);
    if (error instanceof CatalogueUnavailable) return failed(catalogueAway(), requestId);
    log("request.failed", { requestId, error: errorText(error), route: inbound.seen.route });
    return failure(
      requestId,
      "INTERNAL_ERROR",
      "Something went wrong on our side. Try again, or tell us the request id.",
    );
  }
}

const pathOf = ({ url }: Request): string => new URL(url).pathname;

const catalogueAway = (): Failure =>
  new Failure(
    "CATALOGUE_UNAVAILABLE",
    "The catalogue cannot be read at the moment. Try again.",
    {},
    { "Retry-After": "5" },
  );

/** A known path with another method is 405; anything else is 404, with or without credentials. */
function notRouted(method: string, pathname: string): never {
  const allowed = new Set(
    router.routes
      .filter(([, pattern]) => pattern.test(pathname))
      .flatMap(([name]) => (name === "GET" ? ["GET", "HEAD"] : [name])),
  );
  if (allowed.size === 0) throw new Failure("UNKNOWN_PATH", "There is nothing at this path.");
  const list = [...allowed].join(", ");
  throw new Failure(
    "METHOD_NOT_ALLOWED",
    `${method} is not possible here; use ${list}.`,
    {},
    { Allow: list },
  );
}

async function served(route: Route, request: IRequest, inbound: Inbound): Promise<Response> {
  const { env, ctx, requestId, seed, as, seen } = inbound;
  seen.route = `${route.method} ${route.path}`;
  const raw = request as unknown as Request;
  const {
    caller,
    credentialId,
    isVouched = false,
  } = as === null ? await authenticate(env, raw, route.party, seed) : ofParty(as, route.party);
  seen.caller = caller;
  if (route.party === "RESELLER" && !route.asksMerchant) magicNumberOf({ request: raw, caller }, null);
  const sent =
    route.body === null
      ? undefined
      : await (route.media === "csv" ? readCsv : readJson)(raw, route.mostBytes);
  const body =
    route.body &&
    checked(route.body, sent ?? (route.bodyOptional ? {} : undefined), route.method === "PATCH");
  const context: Context = {
    env,
    ctx,
    request: raw,
    requestId,
    caller,
    credentialId,
    isVouched,
    params: decoded(request.params),
    body,
    query: checkedQuery(route.query, raw.url),
    raw: sent,
    key: route.writes ? idempotencyKey(raw.headers) : null,
    seed,
    publicUrl: publicUrlOf(env, raw),
  };
  return route.handler(context);
}

function decoded(params: Record<string, string>): Record<string, string> {
  if (Object.values(params).every((value) => !value.includes("%"))) return { ...params };
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw new Failure("UNKNOWN_PATH", "The path is not valid percent-encoded UTF-8.");
  }
}
