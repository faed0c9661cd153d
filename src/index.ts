// The deployable Worker. Wiring only: HTTP, queues, the hourly look, and the object classes.
import type { Authenticated } from "./api/authenticate";
import { callBack } from "./callbacks/consumer";
import { patiently } from "./callbacks/patience";
import { dispatch, handle } from "./api/router";
import { isForConsole } from "./console/isForConsole";
import { entitlementStub } from "./entitlement/locate";
import { keepJobs } from "./jobs/housekeeping";
import { work } from "./jobs/work";
import { resolve } from "./operations/consumer";
import { keepHouse } from "./operations/housekeeping";
import { demoSeed } from "./sandbox/demo";

export { Endpoint } from "./callbacks/endpoint";
export { Customer } from "./customer/object";
export { Entitlement } from "./entitlement/object";
export { Job } from "./jobs/object";
export { SandboxMerchant } from "./sandbox/merchant";
export { VoucherStock } from "./vouchers/stock";

const seedOf = (env: Env) => (env.DEMO_CATALOGUE === "on" ? demoSeed(env) : null);

/** A message of an unknown format was written by a newer release; it is kept for it. */
const UNKNOWN_FORMAT_DELAY_SECONDS = 60;

export default {
  async fetch(request, env, ctx) {
    const answer = isForConsole(request) ? (await import("./console/entrance")).visit : handle;
    return answer(request, env, ctx, seedOf(env));
  },

  async queue(batch, env, ctx) {
    const post = { env, seed: seedOf(env), outboxOf: (id: string) => entitlementStub(env, id) };
    const runner = { env, ctx, publicUrl: env.PUBLIC_URL ?? "" };
    const workshop = {
      env,
      seed: post.seed,
      dispatch: (request: Request, as: Authenticated) => dispatch(request, env, ctx, post.seed, as),
    };
    const handled = (body: unknown): Promise<boolean> => {
      if (batch.queue.startsWith("resale-operations")) return resolve(runner, body);
      if (batch.queue.startsWith("resale-jobs")) return work(workshop, body);
      return patiently(ctx, callBack(post, body));
    };
    await Promise.all(
      batch.messages.map(async (message) => {
        const known = await handled(message.body);
        if (known) message.ack();
        else message.retry({ delaySeconds: UNKNOWN_FORMAT_DELAY_SECONDS });
      }),
    );
  },

  scheduled: (_, env, ctx) => ctx.waitUntil(Promise.all([keepHouse(env), keepJobs(env)])),
} satisfies ExportedHandler<Env>;
