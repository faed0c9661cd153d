// The deployable Worker. Wiring only: HTTP, queues, the hourly look, and the object classes.
import { callBack } from "./callbacks/consumer";
import { patiently } from "./callbacks/patience";
import { handle } from "./api/router";
import { isForConsole } from "./console/isForConsole";
import { entitlementStub } from "./entitlement/locate";
import { resolve } from "./operations/consumer";
import { keepHouse } from "./operations/housekeeping";
import { demoSeed } from "./sandbox/demo";

export { Endpoint } from "./callbacks/endpoint";
export { Customer } from "./customer/object";
export { Entitlement } from "./entitlement/object";
export { SandboxMerchant } from "./sandbox/merchant";
export { SandboxReseller } from "./sandbox/reseller";
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
    const operations = batch.queue.startsWith("resale-operations");
    await Promise.all(
      batch.messages.map(async (message) => {
        const known = operations
          ? await resolve(runner, message.body)
          : await patiently(ctx, callBack(post, message.body));
        if (known) message.ack();
        else message.retry({ delaySeconds: UNKNOWN_FORMAT_DELAY_SECONDS });
      }),
    );
  },

  scheduled: (_, env, ctx) => ctx.waitUntil(keepHouse(env)),
} satisfies ExportedHandler<Env>;
