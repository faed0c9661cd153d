// What a share link opens, without signing in: one entitlement, read-only, as far as both parties know it. The link may be
// followed by whoever it was passed on to, so what only one side may see is on no such page, whatever a route shares.
import { withinRate, type Authenticated } from "../../api/authenticate";
import { currentCatalogue, findItem } from "../../catalogue/cache";
import type { History } from "../../entitlement/history";
import { clock, iso } from "../../shared/clock";
import { ask } from "../ask";
import { RecordFacts } from "../care/Facts";
import type { Entitlement } from "../care/record";
import { Status, WaitsOn } from "../care/Status";
import { Timeline } from "../care/Timeline";
import { timelineOf } from "../care/items";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import type { Shown, View, Visit } from "../page";
import { readShare, type Share } from "./link";

/** The link is a secret in an address: it must not travel on. */
const HEADERS = { "Referrer-Policy": "no-referrer" };

/** GET /console/shared/{token} */
export async function sharedPage(visit: Visit): Promise<Shown> {
  const share = await readShare(visit.env.CATALOGUE_KEY, visit.params["token"] ?? "");
  if (share === null) return bare(errorView("UNKNOWN_SHARE"));
  await withinRate(visit.env, `shared ${share.entitlementId}`);
  if (share.until <= clock.now() || !(await stillGiven(visit, share)))
    return bare(errorView("SHARE_EXPIRED"));
  const house = { ...visit, who: asMerchant(share) };
  const path = `/merchant/v1/entitlement`;
  const [record, history] = await Promise.all([
    ask<Entitlement>(house, "GET", `${path}/${share.entitlementId}`),
    ask<History>(house, "GET", `${path}/history/${share.entitlementId}`),
  ]);
  if (!record.ok || !history.ok) return bare(errorView("SHARE_EXPIRED"));
  return bare(viewOf(share, { ...record.body, ...UNSHARED }, history.body));
}

/** Never shared, even where the merchant's own view has it. */
const UNSHARED = {
  customerIdentifier: null,
  platformUserId: null,
  extensionData: null,
  merchantExtensionData: null,
  activationCode: null,
  notificationUrl: null,
  parameters: null,
  allowedActions: [],
};

/** Read as the merchant sees it: the smaller of the two views. */
const asMerchant = ({ merchantAccountKey: name, environment, by }: Share): Authenticated => ({
  caller: { side: "MERCHANT", name, environment },
  credentialId: by.credentialId,
});

/** A link does not outlive the credential that made it. */
async function stillGiven({ env, seed }: Visit, { by }: Share): Promise<boolean> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const credential = await findItem(env.CATALOGUE, catalogue, "credential", by.credentialId);
  return credential !== null && !credential.revoked;
}

const bare = (view: View): View => ({ ...view, bare: true, headers: { ...view.headers, ...HEADERS } });

const viewOf = (share: Share, record: Entitlement, history: History): View => ({
  title: record.entitlementDisplayName,
  body: (
    <>
      <section class="card state" aria-label="State">
        <p class="status">
          <Status status={record.status} /> <code>{record.entitlementId}</code>
        </p>
        <WaitsOn record={record} />
        <p class="quiet">
          Shared by {share.by.name} ({share.by.side.toLowerCase()}) with {share.to}, to look at only, until{" "}
          <Time date={iso(share.until)} />.
        </p>
      </section>
      <section class="card" aria-labelledby="record">
        <h2 id="record">Record</h2>
        <RecordFacts record={record} />
      </section>
      <section class="card" aria-labelledby="timeline">
        <h2 id="timeline">Time line</h2>
        <Timeline items={timelineOf(history)} />
      </section>
    </>
  ),
});
