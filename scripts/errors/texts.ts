// What each reason of a refusal means, and what to do about it: for the page of errors. A reason that is added to the
// table of reasons does not compile before it is explained here.
import type { Reason } from "../../src/api/reasons";

interface ReasonText {
  means: string;
  act: string;
}

const unknown = (what: string, where: string): ReasonText => ({
  means: `There is no such ${what}, or it is somebody else's, which is answered in the same way.`,
  act: `check the id, and whether the credential belongs to the right organisation and environment. ${where}`,
});

export const REASON_TEXTS: Record<Reason, ReasonText> = {
  VALIDATION: {
    means:
      "A field, a parameter or a header is missing, unknown or not of its form. `metadata.issues` names each by `path`.",
    act: "correct every field that `issues` names. Nothing was done, and the idempotency key is still free.",
  },
  MALFORMED_JSON: {
    means: "The body is not JSON in UTF-8, is empty where one is needed, or is nested too deep.",
    act: "look at what your client really sends. Nothing was done.",
  },
  CUSTOMER_LIMIT_REACHED: {
    means:
      "The customer holds as many entitlements of this merchant as the route allows; what has not ended counts. `metadata.entitlementId` is one that is in the way.",
    act: "use that one, or end it first. The limit is in `GET /v1/product` (`capabilities.limitPerCustomer`).",
  },
  UNKNOWN_PRODUCT: {
    means: "The merchant has no product of this key, or you may not sell it.",
    act: "take `productKey` from `GET /v1/product`.",
  },
  UNKNOWN_OFFER: {
    means: "The product has no offer of this key.",
    act: "take `offerKey` from the product's `offerKeys` in `GET /v1/product`, or leave it out.",
  },
  NO_ROUTE: {
    means: "There is no merchant of this key that you may sell in this environment.",
    act: "check `merchantAccountKey` and the credential's environment; ask the operator for a route.",
  },
  INVALID_NOTIFICATION_URL: {
    means:
      "The URL is not one that may be posted to: https, without user info, a public name, no private or reserved address.",
    act: "give a public https URL. Locally `http://127.0.0.1` is allowed.",
  },
  NOTIFICATION_URL_REQUIRED: {
    means: "The request has no `notificationUrl`, and you have no default one.",
    act: "send it, or have the operator set `defaultNotificationUrl`.",
  },
  UNKNOWN_REASON_CODE: {
    means: "Category and code of a termination are not a pair of the table.",
    act: "take a pair from [the list](api.md#resellers), or leave both out.",
  },
  UNKNOWN_MAGIC_NUMBER: {
    means:
      "`X-Magic-Number` is not known, belongs to another verb, or was sent in live. The message lists those that there are.",
    act: "take one that [belongs to the verb](states.md#magic-numbers), and send none in live.",
  },
  SANDBOX_ONLY: {
    means: "What was called exists in the sandbox only, and the credential is a live one.",
    act: "use a sandbox credential.",
  },
  INVALID_CURSOR: {
    means: "The cursor is not one that was given out for this list.",
    act: "send `nextCursor` of the page before as it came, or start without one.",
  },
  METHOD_NOT_ALLOWED: {
    means: "The path exists and does not know this method. The header `Allow` lists those it knows.",
    act: "use one of them.",
  },
  CURSOR_EXPIRED: {
    means: "The feed does not reach back as far as the cursor.",
    act: "read what there is now with `POST /v1/entitlement/report`, then start the feed without a cursor. Events that are older are in the [reports](reports.md).",
  },
  BODY_TOO_LARGE: {
    means: "The body has more bytes than the call takes.",
    act: "send less; [limits.md](limits.md) has the sizes. For many at a time there are [jobs](jobs.md).",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    means: "The body's `Content-Type` is none that this call takes.",
    act: "send `Content-Type: application/json`, or for files what the call's page names.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    means:
      "The key was used before with another body or another verb. The first request counts, this one did nothing.",
    act: "find out why one key is given to two requests; send the new request under a new key.",
  },
  UNAUTHORIZED: {
    means:
      "There are no credentials, or they are wrong, revoked, of another party, or used from an address that they are not bound to. It is not said which.",
    act: "check id, secret, path (`/v1`, `/merchant/v1`, `/admin/v1`) and the IP ranges of the credential.",
  },
  UNKNOWN_ENTITLEMENT: unknown("entitlement", "A create that the merchant refused leaves none."),
  UNKNOWN_NOTIFICATION: unknown(
    "notification",
    "`GET /v1/entitlement/history/{id}` lists those of an entitlement.",
  ),
  UNKNOWN_PATH: {
    means: "There is nothing at this path.",
    act: "compare it with the [reference](openapi.md); look for a missing segment or a slash too many.",
  },
  UNKNOWN_CREDENTIAL: unknown("credential", "`GET /admin/v1/credential` lists them."),
  UNKNOWN_MERCHANT: unknown("merchant", "`GET /admin/v1/catalogue` lists them."),
  ALREADY_EXISTS: {
    means: "There is a credential of that id.",
    act: "choose another id, or rotate the one that is there.",
  },
  WOULD_STRAND: {
    means:
      "The change of the catalogue takes something away that entitlements still need. `issues` names each.",
    act: "keep it, end those entitlements first, or send `force: true` if it is meant: what was sold keeps its terms.",
  },
  WOULD_LOCK_OUT: {
    means: "The change would remove, revoke or bind elsewhere the credential that makes the call.",
    act: "make it with another operator's credential.",
  },
  UNKNOWN_ENDPOINT: unknown("endpoint", "`GET /v1/endpoints` lists those that have been in trouble."),
  UNKNOWN_REPORT: unknown("report file", "`GET /v1/reports` lists those that are complete."),
  UNKNOWN_JOB: unknown("job or result", "Jobs are deleted 30 days after they were accepted."),
  UNKNOWN_CERTIFICATION: unknown("certification", "The newest 20 of each party are kept."),
  OPERATION_NOT_SUPPORTED: {
    means: "The merchant, the product or your route does not have this verb.",
    act: "do not offer it: `allowedActions` and `capabilities.verbs` say what there is.",
  },
  CUSTOMER_NOT_ELIGIBLE: {
    means:
      "The merchant does not sell this to this customer. `metadata.merchant` has its own words. A create leaves no entitlement.",
    act: "tell the customer; only the merchant can say why.",
  },
  MERCHANT_REJECTED: {
    means:
      "The merchant refused, for a reason of its own. `metadata.merchant` has its words. Nothing was changed.",
    act: "look at `metadata.merchant.code`; ask the merchant if it is not clear.",
  },
  INCOMPATIBLE_STATE: {
    means:
      "The entitlement is in a state in which this cannot be done. `metadata.allowedActions` has what can.",
    act: "read the record and decide anew. After a lost answer the command may have taken effect already.",
  },
  ALREADY_ENDED: {
    means: "The entitlement is `CANCELLED` or `REVOKED`, which is final; or the job has ended.",
    act: "nothing, if the end was what you wanted; else create a new one.",
  },
  OPERATION_IN_PROGRESS: {
    means:
      "Another operation of this entitlement still waits for the merchant. One is open at a time; only revoke goes past it.",
    act: "wait for the notification, or until `waitingOn` is null, and send it again under the same key.",
  },
  REQUEST_IN_PROGRESS: {
    means: "The first request under this idempotency key is still under way.",
    act: "repeat in a second or two, with the same key: you get its answer.",
  },
  NOT_SUSPENDED_BY_YOU: {
    means: "The other side suspended the entitlement, and only that side, or the operator, resumes it.",
    act: "ask the other side.",
  },
  VERSION_MISMATCH: {
    means: "`If-Match` names another version than the present one: somebody changed it meanwhile.",
    act: "read it, decide whether your change still makes sense, and send it with the new `ETag`.",
  },
  RATE_LIMITED: {
    means: "Too many requests of this credential, or more keyed refusals of one entitlement than are kept.",
    act: "wait for `Retry-After`, then send the same request again.",
  },
  INTERNAL_ERROR: {
    means: "A defect of ours. The message says nothing about it on purpose; the log has the request id.",
    act: "repeat under the same idempotency key, which is safe; if it stays, tell us `metadata.requestId`.",
  },
  MAINTENANCE: {
    means: "The platform is closed for a while. Nothing was done.",
    act: "wait for `Retry-After`, then send the same request again.",
  },
  CATALOGUE_UNAVAILABLE: {
    means: "It could not be read who may sell what. Nothing was done.",
    act: "wait for `Retry-After`, then send the same request again.",
  },
  MERCHANT_UNAVAILABLE: {
    means:
      "The merchant cannot be reached, or has nothing to give out. It is certain that nothing happened and nothing was left behind.",
    act: "send the same request again later, under the same key.",
  },
  OUTCOME_UNKNOWN: {
    means:
      "The merchant was asked, and nobody knows whether it did it. The record stands beside `metadata`: after a create it is `FAILED`, after another verb its status is as before. The platform keeps asking the merchant, for up to 48 hours, then an operator settles it.",
    act: "do not sell again under another key. Wait for the notification, or read the record: `waitingOn` is null once it is settled.",
  },
};
