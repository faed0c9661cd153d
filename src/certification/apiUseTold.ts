// What a reseller's use of the API should have covered, told only, with how to cover it. It shows that a call was made, never
// what the reseller's own side made of the answer. How each is recognised is in `apiUseScenarios.ts`.
import { told } from "./finding";

export const API_USE_TOLD = [
  {
    ...told(
      "API_USE",
      "SYNC_CREATE",
      "A create that is active at once",
      "The feed has the first version of an entitlement, and it is ACTIVE.",
    ),
    hint: "Create one of MUSIC_INSTANT.",
  },
  {
    ...told(
      "API_USE",
      "ASYNC_CREATE",
      "A create that is completed later",
      "The feed has an entitlement that was PENDING and has become ACTIVE for the first time.",
    ),
    hint: "Create one of MUSIC and sign up at parameters.url.",
  },
  {
    ...told(
      "API_USE",
      "REPEATED_CREATE",
      "A create repeated with its idempotency key",
      "A create was answered again under its key (Idempotent-Replayed).",
    ),
    hint: "Send a create twice with one Idempotency-Key.",
  },
  {
    ...told(
      "API_USE",
      "REFUSED_CREATE",
      "A create that is refused",
      "A merchant has refused a create, or rejected the sign-up. That you handle it is not seen.",
    ),
    hint: "Create with X-Magic-Number: CREATE_REQUEST_REJECTED.",
  },
  {
    ...told(
      "API_USE",
      "CANCEL_AND_UNDO",
      "A cancellation with an end date, undone",
      "The feed has TERMINATION_REVERSED, which only an undo brings about.",
    ),
    hint: "Cancel with X-Magic-Number: TERMINATE_RETURNS_DATE, then undo.",
  },
  {
    ...told(
      "API_USE",
      "SUSPEND_AND_RESUME",
      "A suspension and its end",
      "An entitlement was suspended by you and is resumed.",
    ),
    hint: "Suspend an active entitlement, then resume it.",
  },
  {
    ...told("API_USE", "REVOKE", "A revocation", "An entitlement was revoked by you."),
    hint: "Revoke an entitlement.",
  },
  {
    ...told(
      "API_USE",
      "UPDATE",
      "A change",
      "The product, the offer or another field of an entitlement was changed by you.",
    ),
    hint: "Send PATCH /v1/entitlement/{entitlementId} with another offerKey.",
  },
  {
    ...told(
      "API_USE",
      "REPORT_READ",
      "The report, read",
      "POST /v1/entitlement/report was called. What you compare with it is not seen.",
    ),
    hint: "Call POST /v1/entitlement/report.",
  },
  {
    ...told(
      "API_USE",
      "FEED_READ",
      "The feed, read",
      "GET /v1/events was called. That you go on from its cursor is not seen.",
    ),
    hint: "Call GET /v1/events, and go on from nextCursor.",
  },
] as const;
