// A merchant in under 80 lines: the standard merchant API with a sign-up page, and the way back to the platform. What
// the operator puts into the catalogue for it is in catalogue.yaml, beside this file.
//
//   npm run build:library && npm start          # the package, and the platform with its demo catalogue
//   npx node examples/merchant/merchant.ts      # this merchant, on port 9100
import { createServer } from "node:http";
import {
  merchantClient,
  merchantHandler,
  nodeListener,
  succeeded,
  type OperationOutcome,
} from "resale-edge/merchant";

const {
  PLATFORM_URL = "http://127.0.0.1:8787",
  CREDENTIAL = "films:films-secret-of-the-example", // with which this merchant calls the platform
  ACCESS = "resale:letmein", // with which the platform calls this merchant
  PORT = "9100",
  PUBLIC_URL = `http://127.0.0.1:${PORT}`,
} = process.env;

const MONTH_MS = 30 * 86_400_000;

/** By the platform's id; tables in real life, this and the handler's `memory`. `until`: cancelled, and paid until then. */
const subscriptions = new Map<string, { active: boolean; plan: string; until: number | null }>();
const platform = merchantClient({ url: PLATFORM_URL, credential: CREDENTIAL });

const signUp = (id: string): OperationOutcome => ({
  kind: "actionRequired",
  url: `${PUBLIC_URL}/sign-up/${id}`,
  merchantEntitlementId: `films-${id}`,
});

function changed(id: string, change: object, terminationDate: number | null = null): OperationOutcome {
  const subscription = subscriptions.get(id);
  if (!subscription) return { kind: "rejected", reason: "NOT_FOUND" };
  subscriptions.set(id, { ...subscription, ...change });
  return { kind: "completed", terminationDate };
}

const api = merchantHandler({
  access: { basic: ACCESS },
  create({ entitlementId: id, productKey: plan }) {
    subscriptions.set(id, subscriptions.get(id) ?? { active: false, plan, until: null });
    return signUp(id);
  },
  activationInfo: ({ entitlementId: id }) => signUp(id),
  update: ({ entitlementId: id, productKey: plan }) => changed(id, { plan }),
  suspend: ({ entitlementId: id }) => changed(id, { active: false }),
  resume: ({ entitlementId: id }) => changed(id, { active: true }),
  terminate({ entitlementId: id, immediate }) {
    if (immediate) return changed(id, { active: false });
    const until = Date.now() + MONTH_MS;
    return changed(id, { until }, until);
  },
  undo: ({ entitlementId: id }) => changed(id, { until: null }),
});

/** The page that a customer signs up on: a form, because a link that is only looked at must change nothing. */
async function page(id: string, method: string): Promise<Response> {
  if (method !== "POST") return html("<form method=post><button>Sign up</button></form>");
  const told = await platform.activate(id, { merchantEntitlementId: `films-${id}` });
  if (!succeeded(told)) return html("That did not work. Please try again.", 502);
  changed(id, { active: true });
  return html("Welcome.");
}

const html = (body: string, status = 200): Response =>
  new Response(`<!doctype html><h1>Films</h1>${body}`, { status, headers: { "Content-Type": "text/html" } });

const serve = (request: Request): Promise<Response> => {
  const id = /\/sign-up\/([\w-]+)$/.exec(new URL(request.url).pathname)?.[1];
  return id === undefined ? api(request) : page(id, request.method);
};
const listener = createServer(nodeListener(serve));
listener.listen(Number(PORT), "127.0.0.1", () => console.log(`ready on ${PUBLIC_URL}`));
