// Making a share link: for how long, and why. It is recorded in the audit before anybody gets it.
import { auditStatement, tellSink } from "../../onboarding/audit";
import { ownId } from "../../entitlement/id";
import { publicUrlOf } from "../../shared/basePath";
import { clock, iso } from "../../shared/clock";
import { ask } from "../ask";
import { CARE_TRAIL } from "../care/entitlement";
import { BASE, pageOf, partyOf, type Entitlement } from "../care/record";
import { Form, Select, TextArea } from "../components/Form";
import { Notice } from "../components/Notice";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import type { Shown, SignedIn, View } from "../page";
import { SHARE_TTLS_MS, sharePath, type Share, type ShareTtl } from "./link";

const TTLS = [
  { value: "hour", label: "One hour" },
  { value: "day", label: "24 hours" },
  { value: "week", label: "Seven days" },
];

const MOST_REASON = 1000;

/** GET /console/entitlement/{id}/share */
export const shareForm = (visit: SignedIn): Promise<Shown> =>
  withRecord(visit, (record) => viewOf(record, <Ask visit={visit} record={record} error={null} />));

/** POST /console/entitlement/{id}/share */
export const shareLink = (visit: SignedIn): Promise<Shown> =>
  withRecord(visit, async (record) => {
    const ttl = visit.form.get("ttl") ?? "";
    const reason = (visit.form.get("reason") ?? "").trim();
    if (!isTtl(ttl)) return errorView("FOREIGN_FORM");
    if (reason === "" || reason.length > MOST_REASON) {
      const error = `Required, at most ${MOST_REASON} characters.`;
      return { ...viewOf(record, <Ask visit={visit} record={record} error={error} />), status: 400 };
    }
    const share = shareOf(visit, record, ttl);
    await recorded(visit, share, reason);
    const path = await sharePath(visit.env.CATALOGUE_KEY, share);
    const url = publicUrlOf(visit.env, visit.request) + path;
    return viewOf(record, <Made record={record} share={share} url={url} />);
  });

async function withRecord(
  visit: SignedIn,
  then: (record: Entitlement) => Shown | Promise<Shown>,
): Promise<Shown> {
  const id = ownId(visit.params["entitlementId"] ?? "");
  if (id === null) return errorView("UNKNOWN_ENTITLEMENT");
  const reply = await ask<Entitlement>(visit, "GET", `${BASE[partyOf(visit)]}/${id}`);
  return reply.ok ? then(reply.body) : errorView(reply.refused);
}

const isTtl = (text: string): text is ShareTtl => Object.hasOwn(SHARE_TTLS_MS, text);

function shareOf(visit: SignedIn, record: Entitlement, ttl: ShareTtl): Share {
  const { caller, credentialId } = visit.who;
  const { entitlementId, environment, merchantAccountKey } = record;
  return {
    entitlementId,
    environment,
    merchantAccountKey,
    to: otherDesk(visit, record),
    by: { side: caller.side, name: caller.name, credentialId },
    until: clock.now() + SHARE_TTLS_MS[ttl],
  };
}

/** Whose desk the link is for: the other party's. */
const otherDesk = (visit: SignedIn, { merchantAccountKey, resellerKey }: Entitlement): string => {
  const party = partyOf(visit);
  if (party === "RESELLER") return merchantAccountKey;
  return party === "MERCHANT" ? (resellerKey ?? "") : `${merchantAccountKey} or ${resellerKey}`;
};

/** Throws where it cannot be recorded: then there is no link. */
async function recorded(
  { env }: SignedIn,
  { entitlementId, by, to, until }: Share,
  reason: string,
): Promise<void> {
  const detail = { credential: by.credentialId, side: by.side, to, until: iso(until) };
  const subject = `entitlement ${entitlementId}`;
  const entry = { actor: by.name, action: "entitlement.share", subject, reason, detail };
  await auditStatement(env.CATALOGUE, entry).run();
  await tellSink(env, entry);
}

const viewOf = (record: Entitlement, body: View["body"]): View => ({
  title: "Share this entitlement",
  trail: [...CARE_TRAIL, { label: record.entitlementDisplayName, href: pageOf(record.entitlementId) }],
  under: "/console/care",
  body,
});

const Ask = ({ visit, record, error }: { visit: SignedIn; record: Entitlement; error: string | null }) => (
  <div class="narrow fields">
    <Form action={`${pageOf(record.entitlementId)}/share`} formToken={visit.formToken} class="card fields">
      <p>
        You get a link for the support desk of <b>{otherDesk(visit, record)}</b>. Whoever has it can see the
        state and the time line of this one entitlement, and can do nothing.
      </p>
      <p class="quiet">
        It shows what both sides know: no customer identifier, no data that either side keeps with it, no
        activation code or sign-up link, no notifications. It stops working when its time is up, or when your
        credential is revoked.
      </p>
      <Select
        name="ttl"
        label="For how long"
        required
        options={TTLS}
        value={visit.form.get("ttl") ?? "day"}
      />
      <TextArea
        name="reason"
        label="Why"
        help="It is recorded with your name. No names or numbers of customers, please."
        required
        value={visit.form.get("reason") ?? ""}
        error={error ?? undefined}
      />
      <div class="actions">
        <button class="primary" type="submit">
          Make the link
        </button>
        <a class="button" href={pageOf(record.entitlementId)}>
          Leave it
        </a>
      </div>
    </Form>
  </div>
);

const Made = ({ record, share, url }: { record: Entitlement; share: Share; url: string }) => (
  <div class="narrow fields">
    <Notice tone="done" title="The link is ready">
      <p>
        It works until <Time date={iso(share.until)} />. It is shown only now.
      </p>
    </Notice>
    <div class="card fields">
      <div class="field copy">
        <label for="share-link">Link for {share.to}</label>
        <div class="inline">
          <input id="share-link" type="text" readOnly value={url} data-copy />
        </div>
      </div>
      <div class="actions">
        <a class="button" href={pageOf(record.entitlementId)}>
          Back to the entitlement
        </a>
      </div>
    </div>
  </div>
);
