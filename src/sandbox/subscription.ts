// The sandbox merchant's own book: one subscription, and what a request makes of it. Pure; the object keeps it.
import type { MerchantRequest, Outcome } from "../connectors/contract";

/** A sign-up link that was given out. */
export interface Link {
  expiry: number;
  purpose: "create" | "update";
  used: boolean;
}

export interface Subscription {
  format: 1;
  entitlementId: string;
  merchantEntitlementId: string;
  productKey: string;
  status: "NONE" | "WAITING" | "ACTIVE" | "SUSPENDED" | "ENDING" | "ENDED";
  links: Record<string, Link>;
  /** Outcomes by request id: a repeated request has no second effect. */
  answered: Record<string, Outcome>;
  /** Requests that failed once on purpose. */
  failed: string[];
  /** Calls to the platform that are due later. */
  due: { at: number; path: "activate" | "terminate"; body: Record<string, unknown> }[];
}

export const LINK_TTL_MS = 24 * 3_600_000;
const END_OF_PERIOD_MS = 30 * 86_400_000;
const SOON_MS = 5_000;
const ACTIVATION_DELAY_MS = 1_000;
const TERMINATION_DELAY_MS = 5_000;

/** Fresh parts of an answer, made by the caller. */
export interface Fresh {
  /** When what the merchant does by itself is due. */
  now: number;
  /** The entitlement's time, in which dates are set. */
  ownNow: number;
  token: string;
  code: string;
  linkTo: (token: string) => string;
}

export type Reaction =
  | { kind: "answer"; outcome: Outcome; next: Subscription; confirmFirst?: true }
  /** A server error, for good or once. */
  | { kind: "fails"; next: Subscription }
  /** No answer in any useful time; what was asked takes effect all the same. */
  | { kind: "hangs"; next: Subscription };

export function emptySubscription(entitlementId: string): Subscription {
  return {
    format: 1,
    entitlementId,
    merchantEntitlementId: `MUSIC-${entitlementId.slice(-12).toUpperCase()}`,
    productKey: "",
    status: "NONE",
    links: {},
    answered: {},
    failed: [],
    due: [],
  };
}

/** What the merchant does with a request. */
export function react(book: Subscription, request: MerchantRequest, fresh: Fresh): Reaction {
  const { requestId, magicNumber } = request;
  const known = book.answered[requestId];
  if (known) return { kind: "answer", outcome: known, next: book };
  if (magicNumber === "ANY_REQUEST_FAILS_ONCE" && !book.failed.includes(requestId))
    return { kind: "fails", next: { ...book, failed: [...book.failed, requestId] } };
  const reaction = byOperation(adopted(book, request), request, fresh);
  if (reaction.kind !== "answer" || request.operation === "status") return reaction;
  const answered = { ...reaction.next.answered, [requestId]: reaction.outcome };
  return { ...reaction, next: { ...reaction.next, answered } };
}

/** What was imported under an id of the merchant's own is taken for one that the merchant has; it answers under that id. */
function adopted(
  book: Subscription,
  { operation, merchantEntitlementId, ...request }: MerchantRequest,
): Subscription {
  const foreign = merchantEntitlementId !== request.entitlementId;
  if (book.status !== "NONE" || operation === "create" || !foreign) return book;
  return { ...book, merchantEntitlementId, productKey: request.productKey, status: "ACTIVE" };
}

function byOperation(book: Subscription, request: MerchantRequest, fresh: Fresh): Reaction {
  switch (request.operation) {
    case "create":
      return created(book, request, fresh);
    case "activationInfo":
      return linked(book, "create", fresh);
    case "update":
      return updated(book, request, fresh);
    case "suspend":
      return done({ ...book, status: "SUSPENDED" });
    case "resume":
    case "undo":
      return done({ ...book, status: "ACTIVE" });
    case "terminate":
      return terminated(book, request, fresh);
    case "status":
      return { kind: "answer", outcome: truth(book, request), next: book };
  }
}

const done = (
  next: Subscription,
  extra: { activationCode?: string; terminationDate?: number } = {},
): Reaction => ({
  kind: "answer",
  outcome: { kind: "completed", merchantEntitlementId: next.merchantEntitlementId, ...extra },
  next,
});

function created(book: Subscription, request: MerchantRequest, fresh: Fresh): Reaction {
  const active: Subscription = { ...book, status: "ACTIVE", productKey: request.productKey };
  switch (request.magicNumber) {
    case "CREATE_REQUEST_REJECTED":
      return refused(
        book,
        "CUSTOMER_NOT_ELIGIBLE",
        422,
        "The customer already has a subscription of its own.",
      );
    case "CREATE_REQUEST_UNAVAILABLE":
      return refused(book, "MERCHANT_UNAVAILABLE", 503, "Closed for maintenance.");
    case "CREATE_REQUEST_FAILS":
      return { kind: "fails", next: book };
    case "CREATE_REQUEST_TIMES_OUT":
      return { kind: "hangs", next: active };
    case "CREATE_REQUEST_RETURNS_ACTIVATED":
      return done(active);
    case "CREATE_REQUEST_RETURNS_CODE":
      return done(active, { activationCode: fresh.code });
    case "CREATE_CONFIRMED_BEFORE_ANSWER":
      return { ...done(active), confirmFirst: true } as Reaction;
    case "CREATE_REQUEST_RETURNS_CREATED":
      return accepted(active, { at: fresh.now + ACTIVATION_DELAY_MS, path: "activate", body: {} });
    case "CREATE_REQUEST_RETURNS_ACTIVATION_REQUIRED":
      return linked({ ...book, status: "WAITING", productKey: request.productKey }, "create", fresh);
    default:
      if (request.productKey === "MUSIC_INSTANT") return done(active);
      if (request.productKey === "MUSIC_CODE") return done(active, { activationCode: fresh.code });
      return linked({ ...book, status: "WAITING", productKey: request.productKey }, "create", fresh);
  }
}

function updated(book: Subscription, request: MerchantRequest, fresh: Fresh): Reaction {
  const next = { ...book, productKey: request.productKey };
  return request.magicNumber === "UPDATE_RETURNS_ACTIVATION_REQUIRED"
    ? linked(next, "update", fresh)
    : done(next);
}

function terminated(book: Subscription, request: MerchantRequest, { now, ownNow }: Fresh): Reaction {
  if (book.status === "NONE") return refused(book, "NOT_FOUND", 404, "No such subscription.");
  switch (request.magicNumber) {
    case "TERMINATE_RETURNS_ACCEPTED": {
      const body = { immediate: request.immediate ?? false };
      return accepted(book, { at: now + TERMINATION_DELAY_MS, path: "terminate", body });
    }
    case "TERMINATE_RETURNS_DATE":
      return done({ ...book, status: "ENDING" }, { terminationDate: ownNow + END_OF_PERIOD_MS });
    case "TERMINATE_RETURNS_DATE_SOON":
      return done({ ...book, status: "ENDING" }, { terminationDate: ownNow + SOON_MS });
    default:
      return done({ ...book, status: "ENDED", due: [] });
  }
}

function linked(book: Subscription, purpose: Link["purpose"], { ownNow, token, linkTo }: Fresh): Reaction {
  const expiry = ownNow + LINK_TTL_MS;
  const next = { ...book, links: { ...book.links, [token]: { expiry, purpose, used: false } } };
  const { merchantEntitlementId } = book;
  return {
    kind: "answer",
    outcome: { kind: "actionRequired", url: linkTo(token), urlExpiry: expiry, merchantEntitlementId },
    next,
  };
}

function accepted(book: Subscription, call: Subscription["due"][number]): Reaction {
  const { merchantEntitlementId } = book;
  const next = { ...book, due: [...book.due, call] };
  return { kind: "answer", outcome: { kind: "accepted", merchantEntitlementId }, next };
}

function refused(
  book: Subscription,
  reason: "CUSTOMER_NOT_ELIGIBLE" | "MERCHANT_UNAVAILABLE" | "NOT_FOUND",
  status: number,
  message: string,
): Reaction {
  return {
    kind: "answer",
    outcome: { kind: "rejected", reason, status, merchantCode: `MUSIC_${reason}`, message },
    next: book,
  };
}

/** Whether the operation in doubt took effect. */
function truth(book: Subscription, { about }: MerchantRequest): Outcome {
  const completed: Outcome = { kind: "completed", merchantEntitlementId: book.merchantEntitlementId };
  const known = about ? book.answered[about.requestId] : undefined;
  if (known && known.kind !== "accepted") return known;
  if (about?.operation === "create") {
    if (book.status === "NONE") return { kind: "rejected", reason: "NOT_FOUND", status: 404 };
    return book.due.length > 0 ? { kind: "accepted" } : completed;
  }
  if (about?.operation === "terminate" && book.status === "ENDED") return completed;
  return book.due.length > 0 ? { kind: "accepted" } : { kind: "rejected", reason: "MERCHANT_REJECTED" };
}
