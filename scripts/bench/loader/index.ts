// Fills the query store of a running side, through the projection's own code. It runs beside the Worker that is
// measured, on the same database, because nothing outside of workerd writes fast enough.
//
//   POST /load?from=0&count=1000     entitlements number 0 to 999, with one event each
import { project } from "../../../src/projection/project";
import template from "../../../test/fixtures/formats/0.1.0/projection-body.json";
import { shipmentOf } from "./shipment";

const AT_ONCE = 16;

export default {
  async fetch(request, { DB }) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/load") return new Response(null, { status: 404 });
    const from = Number(searchParams.get("from"));
    const until = from + Number(searchParams.get("count"));
    for (let at = from; at < until; at += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, until - at) }, (_, offset) =>
          project(DB, shipmentOf(template, at + offset)),
        ),
      );
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Pick<Env, "DB">>;
