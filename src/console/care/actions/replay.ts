// Sending notifications once more: those of an entitlement, or one of them.
import type { Party } from "../../../api/authenticate";
import { why, type Action } from "./action";

const path = (party: Party, id: string): string =>
  party === "RESELLER" ? "/v1/notifications/replay" : `/admin/v1/entitlement/replay/${id}`;

const replay = (party: "RESELLER" | "OPERATOR"): Action => ({
  name: "replay",
  party,
  label: "Send notifications again",
  title: "Send notifications again?",
  explain:
    "They keep their ids and versions, so an endpoint that has them already can tell. Without an id all are sent that the endpoint was ever told of.",
  danger: false,
  offered: (_, { notifications }) => notifications.length > 0,
  fields: () => [{ name: "notificationId", label: "Only this notification" }, why("reason", true)],
  call: (id, fields) => ({
    method: "POST",
    path: path(party, id),
    body: { ...fields, ...(party === "RESELLER" && { entitlementId: id }) },
  }),
  done: { OK: "They are on their way. The attempts appear in the time line." },
});

export const REPLAY_ACTIONS: readonly Action[] = [replay("RESELLER"), replay("OPERATOR")];
