// What a reseller's use of the API should have covered, one row per scenario: how it is recognised in what the sandbox has
// recorded, and how to cover it. It shows that a call was made, never what the reseller's own side made of the answer.
import type { History } from "../entitlement/history";
import type { RecentEvent } from "../projection/recentEvents";
import type { Trace } from "../projection/traces";
import type { Told } from "./finding";

/** What has been recorded of a reseller lately. */
export interface Recorded {
  /** Newest first. */
  events: readonly RecentEvent[];
  traces: ReadonlySet<string>;
  /** A merchant refused one of its creates. */
  refused: boolean;
  history: (entitlementId: string) => Promise<History | null>;
}

export interface ApiUseScenario extends Told {
  group: "API_USE";
  /** How to cover it. */
  hint: string;
  seen: (recorded: Recorded) => boolean | Promise<boolean>;
}

type Row = Omit<ApiUseScenario, "group">;
const row = (scenario: Row): ApiUseScenario => ({ ...scenario, group: "API_USE" });

/** A look into an entitlement is a call to its object. */
const MOST_LOOKED_INTO = 5;

export const API_USE_SCENARIOS: readonly ApiUseScenario[] = [
  row({
    scenario: "SYNC_CREATE",
    title: "A create that is active at once",
    checked: "The feed has the first version of an entitlement, and it is ACTIVE.",
    hint: "Create one of MUSIC_INSTANT.",
    seen: ({ events }) =>
      events.some(({ previousStatus, status }) => previousStatus === "NONE" && status === "ACTIVE"),
  }),
  row({
    scenario: "ASYNC_CREATE",
    title: "A create that is completed later",
    checked: "The feed has an entitlement that was PENDING and has become ACTIVE for the first time.",
    hint: "Create one of MUSIC and sign up at parameters.url.",
    seen: ({ events }) =>
      events.some(
        ({ previousStatus, previousStage, status }) =>
          previousStatus === "PENDING" && status === "ACTIVE" && previousStage !== 2,
      ),
  }),
  row({
    scenario: "REPEATED_CREATE",
    title: "A create repeated with its idempotency key",
    checked: "A create was answered again under its key (Idempotent-Replayed).",
    hint: "Send a create twice with one Idempotency-Key.",
    seen: traced("REPEATED_CREATE"),
  }),
  row({
    scenario: "REFUSED_CREATE",
    title: "A create that is refused",
    checked: "A merchant has refused a create, or rejected the sign-up. That you handle it is not seen.",
    hint: "Create with X-Magic-Number: CREATE_REQUEST_REJECTED.",
    seen: ({ events, refused }) =>
      refused || events.some(({ notificationReason }) => notificationReason === "ACTIVATION_FAILURE"),
  }),
  row({
    scenario: "CANCEL_AND_UNDO",
    title: "A cancellation with an end date, undone",
    checked: "The feed has TERMINATION_REVERSED, which only an undo brings about.",
    hint: "Cancel with X-Magic-Number: TERMINATE_RETURNS_DATE, then undo.",
    seen: ({ events }) =>
      events.some(({ notificationReason }) => notificationReason === "TERMINATION_REVERSED"),
  }),
  row({
    scenario: "SUSPEND_AND_RESUME",
    title: "A suspension and its end",
    checked: "An entitlement was suspended by you and is resumed.",
    hint: "Suspend an active entitlement, then resume it.",
    seen: lookedInto("RESUMPTION_SUCCESS", ({ operations }) => asked(operations, "suspend", "resume")),
  }),
  row({
    scenario: "REVOKE",
    title: "A revocation",
    checked: "An entitlement was revoked by you.",
    hint: "Revoke an entitlement.",
    seen: ({ events, history }) =>
      someHistory(
        events.filter(({ status }) => status === "REVOKED"),
        history,
        (own) => own.events.some(({ command }) => command === "revoke") || asked(own.operations, "terminate"),
      ),
  }),
  row({
    scenario: "UPDATE",
    title: "A change",
    checked: "The product, the offer or another field of an entitlement was changed by you.",
    hint: "Send PATCH /v1/entitlement/{entitlementId} with another offerKey.",
    seen: async (recorded) =>
      (await lookedInto("METADATA_UPDATE", byReseller)(recorded)) ||
      (await lookedInto(
        "PRODUCT_UPDATE",
        (own) => byReseller(own) || asked(own.operations, "update"),
      )(recorded)),
  }),
  row({
    scenario: "REPORT_READ",
    title: "The report, read",
    checked: "POST /v1/entitlement/report was called. What you compare with it is not seen.",
    hint: "Call POST /v1/entitlement/report.",
    seen: traced("REPORT"),
  }),
  row({
    scenario: "FEED_READ",
    title: "The feed, read",
    checked: "GET /v1/events was called. That you go on from its cursor is not seen.",
    hint: "Call GET /v1/events, and go on from nextCursor.",
    seen: traced("FEED"),
  }),
];

function traced(trace: Trace): ApiUseScenario["seen"] {
  return ({ traces }) => traces.has(trace);
}

/** Some entitlement with an event of that reason has such a history. */
function lookedInto(reason: string, fits: (history: History) => boolean): ApiUseScenario["seen"] {
  return ({ events, history }) =>
    someHistory(
      events.filter(({ notificationReason }) => notificationReason === reason),
      history,
      fits,
    );
}

async function someHistory(
  events: readonly RecentEvent[],
  history: Recorded["history"],
  fits: (history: History) => boolean,
): Promise<boolean> {
  const ids = [...new Set(events.map(({ entitlementId }) => entitlementId))].slice(0, MOST_LOOKED_INTO);
  const histories = await Promise.all(ids.map(history));
  return histories.some((own) => own !== null && fits(own));
}

/** A merchant is asked for what a reseller wants, and for nothing of its own. */
const asked = (operations: History["operations"], ...names: string[]): boolean =>
  names.every((name) => operations.some(({ operation }) => operation === name));

const byReseller = ({ events }: History): boolean =>
  events.some(
    ({ actor, reason }) =>
      actor.side === "RESELLER" && (reason === "METADATA_UPDATE" || reason === "PRODUCT_UPDATE"),
  );
