// The console's entrance: match, open, log. What happens within one page is in open.ts.
import { Router, type IRequest } from "itty-router";
import type { Seed } from "../catalogue/cache";
import { clock } from "../shared/clock";
import { log } from "../shared/log";
import { asset } from "./assets/assets";
import { errorView } from "./errors";
import { failureView, opened, shown, type Inbound } from "./open";
import { PAGES } from "./pages";

const ASSETS = "/console/assets/";

const router = Router<IRequest, [Inbound], Response>();
router.get(`${ASSETS}:version/:name`, ({ params }) => asset(params["version"], params["name"]) ?? undefined);
for (const page of PAGES)
  router[page.method === "GET" ? "get" : "post"](page.path, ({ params }, inbound) =>
    opened(page, params, inbound),
  );

/** Answers a request for the console. */
export async function visit(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  seed: Seed | null,
): Promise<Response> {
  const startedAt = clock.now();
  const url = new URL(request.url);
  const requestId = crypto.randomUUID();
  const inbound: Inbound = { env, ctx, seed, request, requestId, url, seen: {} };
  const response = await answer(inbound);
  const { status } = response;
  const { page, who } = inbound.seen;
  const { side, name, environment } = who?.caller ?? {};
  const durationMs = clock.now() - startedAt;
  const { method } = request;
  log("page.answered", {
    requestId,
    method,
    page: page?.path,
    side,
    name,
    environment,
    status,
    durationMs,
  });
  response.headers.set("X-Request-Id", requestId);
  return method === "HEAD" ? new Response(null, response) : response;
}

async function answer(inbound: Inbound): Promise<Response> {
  const { env, request, requestId, url } = inbound;
  if (env.MAINTENANCE === "on" && !url.pathname.startsWith(ASSETS))
    return shown(errorView("MAINTENANCE"), inbound);
  try {
    const readable = request.method === "HEAD" ? new Request(request, { method: "GET" }) : request;
    return (await router.fetch(readable, inbound)) ?? shown(errorView(notRouted(inbound)), inbound);
  } catch (error) {
    return shown(failureView(error, requestId, inbound.seen.page?.path), inbound);
  }
}

/** A known path with another method, or nothing at all. */
function notRouted({ request, url }: Inbound): "METHOD_NOT_ALLOWED" | "UNKNOWN_PATH" {
  const known = router.routes.some(([, pattern]) => pattern.test(url.pathname));
  return known && request.method !== "GET" && request.method !== "HEAD"
    ? "METHOD_NOT_ALLOWED"
    : "UNKNOWN_PATH";
}
