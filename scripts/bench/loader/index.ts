// Fills a running side's databases through the service's own code. It runs beside the Worker that is measured, because
// nothing outside of workerd writes fast enough.
//
//   POST /load?from=0&count=1000     entitlements number 0 to 999, with one event each
//   POST /merchant?url=…             a merchant behind an HTTP server, in the catalogue
import { project } from "../../../src/projection/project";
import template from "../../../test/fixtures/formats/0.1.0/projection-body.json";
import { addMerchant } from "./merchant";
import { shipmentOf } from "./shipment";

/** Shipments whose statements go out together: the projection's own, but not one round trip each. */
const TOGETHER = 100;

async function load(database: D1Database, from: number, until: number): Promise<void> {
  for (let at = from; at < until; at += TOGETHER) {
    const statements: D1PreparedStatement[] = [];
    const collecting = new Proxy(database, {
      get: (one, name) =>
        name === "batch"
          ? async (some: D1PreparedStatement[]) => void statements.push(...some)
          : one.prepare.bind(one),
    });
    for (let number = at; number < Math.min(at + TOGETHER, until); number++)
      await project(collecting, shipmentOf(template, number));
    await database.batch(statements);
  }
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const from = Number(searchParams.get("from"));
    if (pathname === "/load") await load(env.DB, from, from + Number(searchParams.get("count")));
    else if (pathname === "/merchant") await addMerchant(env, searchParams.get("url") ?? "");
    else return new Response(null, { status: 404 });
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Pick<Env, "DB" | "CATALOGUE" | "CATALOGUE_KEY" | "SANDBOX_MERCHANT_SECRET">>;
