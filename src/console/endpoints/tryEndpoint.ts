// POST /console/endpoints/test: the API sends the sample, the page shows what came of it.
import { ask } from "../ask";
import type { Shown, SignedIn } from "../page";
import type { Tested } from "./answers";
import { endpointsView } from "./endpoints";

export async function tryEndpoint(visit: SignedIn): Promise<Shown> {
  const url = (visit.form.get("url") ?? "").trim();
  const body = url === "" ? {} : { url };
  const reply = await ask<Tested>(visit, "POST", "/v1/notifications/test", { body });
  return endpointsView(
    visit,
    reply.ok ? { kind: "tested", tested: reply.body } : { kind: "refused", refused: reply.refused, url },
  );
}
