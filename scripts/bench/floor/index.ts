// The bare floor: only the platform operations that the same request cannot avoid. No routing beyond the first word of
// the path, no validation, no authentication, no state machine, no signature; texts are stored and handed back as they
// came. What it does pay, because the contract asks for it whoever implements it:
//
//   every request      the rate-limit call
//   create             a claim in the customer's object (one row), two rows in the entitlement's with the merchant's
//                      answer between, the alarm that guarantees the rest, one D1 batch of feed row and upsert, one message
//   change, confirm    one row, the same batch, one message
//   delivery           the text and the URL as they are when it is sent (one call), the post, its result (one row)
//   report, feed       one statement; a customer's: its list, then each object of it
import type { FloorEnv } from "./platform";

export * from "./objects";

const PAGE =
  "SELECT body FROM entitlement WHERE reseller_scope = ?1 AND (created, id) > (?2, ?3) ORDER BY created, id LIMIT ?4";
const FEED = "SELECT body FROM feed WHERE reseller_scope = ?1 AND position > ?2 ORDER BY position LIMIT ?3";
const SCOPE = "sandbox:TELCO";

const answer = (text: string): Response =>
  new Response(text, { headers: { "Content-Type": "application/json; charset=utf-8" } });

const named = <T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  name: string,
): DurableObjectStub<T> => namespace.get(namespace.idFromName(name));

export default {
  async fetch(request, env) {
    const [, what, one = "", two = ""] = new URL(request.url).pathname.split("/");
    await env.RATE_LIMITER.limit({ key: "telco-sandbox" });
    switch (what) {
      case "echo":
        return answer(`{"responseCode":"OK","responseMessage":"Success","echo":"${one}"}`);
      case "get":
        return answer(await named(env.ENTITLEMENT, one).read());
      case "create": {
        const text = await request.text();
        const entitlement = named(env.ENTITLEMENT, one);
        await entitlement.begin(one, two, text);
        await merchantAnswers(env, one, text);
        return answer(await entitlement.complete(one, text));
      }
      case "change":
        return answer(await named(env.ENTITLEMENT, one).change(one, await request.text()));
      case "customer":
        return answer(await ofCustomer(env, one));
      case "page":
        return rows(env.DB.prepare(PAGE).bind(SCOPE, Number(one), two, 51));
      case "feed":
        return rows(env.DB.prepare(FEED).bind(SCOPE, Number(one), 51));
      default:
        return new Response(null, { status: 404 });
    }
  },

  async queue(batch, env) {
    await Promise.all(
      batch.messages.map(async (message) => {
        const entitlement = named(env.ENTITLEMENT, message.body.id);
        const { url, text } = await entitlement.take(env.RECEIVER);
        const response = await fetch(url, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: text,
        });
        await response.body?.cancel();
        await entitlement.report(response.status);
        message.ack();
      }),
    );
  },
} satisfies ExportedHandler<FloorEnv, { id: string }>;

/** The same kind of merchant as beside: an object of its own, or an HTTP server. */
async function merchantAnswers(env: FloorEnv, id: string, text: string): Promise<string> {
  if (env.MERCHANT_URL === "") return named(env.SANDBOX_MERCHANT, id).handle(text);
  const headers = { "Content-Type": "application/json", "Idempotency-Key": id };
  return (await fetch(`${env.MERCHANT_URL}/create`, { method: "POST", headers, body: text })).text();
}

async function ofCustomer(env: FloorEnv, customer: string): Promise<string> {
  const ids = await named(env.CUSTOMER, customer).list();
  const texts = await Promise.all(ids.map((id) => named(env.ENTITLEMENT, id).read()));
  return `{"entitlements":[${texts.join(",")}]}`;
}

async function rows(statement: D1PreparedStatement): Promise<Response> {
  const { results } = await statement.all<{ body: string }>();
  return answer(`{"rows":[${results.map(({ body }) => body).join(",")}]}`);
}
