// Requests that are refused for what they name: things that do not exist, do not fit or are over. Every row says
// status, code, reason, origin and the fields that are named; nothing leaves a trace.
import { OPERATOR, sale, TELCO_LIVE } from "../support/api";
import { refusesAll, type Row } from "../support/badRequests";

const CREATE = "POST /v1/entitlement";
const CHANGE = "PATCH /v1/entitlement/{active}";
const CANCEL = "POST /v1/entitlement/cancel/{active}";
const INVALID = "400 BAD_REQUEST VALIDATION RESELLER";
const ENDED = "409 CONFLICT ALREADY_ENDED RESELLER";
const STATE = "409 CONFLICT INCOMPATIBLE_STATE RESELLER";
const MISMATCH = "412 CONFLICT VERSION_MISMATCH RESELLER";
const PAIR = "400 BAD_REQUEST UNKNOWN_REASON_CODE RESELLER";
const NO_ROUTE = "400 BAD_REQUEST NO_ROUTE RESELLER merchantAccountKey";
const selling = (changes: Record<string, unknown>, rest: Row[2] = {}): Row[2] => ({
  body: sale(changes),
  ...rest,
});
const headed = (name: string, value: string): Row[2] => ({ headers: { [name]: value } });

const THINGS: Row[] = [
  ["an unknown merchant", CREATE, selling({ merchantAccountKey: "VIDEO" }), NO_ROUTE],
  ["a merchant without a route in live", CREATE, selling({}, { as: TELCO_LIVE }), NO_ROUTE],
  [
    "an unknown product",
    CREATE,
    selling({ productKey: "OPERA" }),
    "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey",
  ],
  [
    "an unknown offer",
    CREATE,
    selling({ offerKey: "GOLD" }),
    "400 BAD_REQUEST UNKNOWN_OFFER RESELLER offerKey",
  ],
  [
    "a change to an unknown product",
    CHANGE,
    { body: { productKey: "OPERA" } },
    "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey",
  ],
  [
    "a change to an unknown offer",
    CHANGE,
    { body: { offerKey: "GOLD" } },
    "400 BAD_REQUEST UNKNOWN_OFFER RESELLER offerKey",
  ],
  [
    "a customer who has one already",
    CREATE,
    selling({ customerIdentifier: "{taken}" }),
    "400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER",
  ],
  [
    "a move to a customer who has one already",
    CHANGE,
    { body: { customerIdentifier: "{taken}" } },
    "400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER",
  ],
  ["nothing to change", CHANGE, { body: {} }, `${INVALID} (body)`],
  ["a null that clears nothing", CHANGE, { body: { productKey: null } }, `${INVALID} productKey`],
  ["unknown benefits", CHANGE, { body: { entitlementBenefits: "PAUSED" } }, `${INVALID} entitlementBenefits`],
  [
    "benefits with something else",
    CHANGE,
    { body: { entitlementBenefits: "NORMAL", offerKey: null } },
    `${INVALID} entitlementBenefits`,
  ],
  ["an end at a date", CHANGE, { body: { dateEnded: "2030-01-01T00:00:00Z" } }, `${INVALID} dateEnded`],
  [
    "an undo with something else",
    CHANGE,
    { body: { dateEnded: null, offerKey: null } },
    `${INVALID} dateEnded`,
  ],
  [
    "a body for a verb without fields",
    "POST /v1/entitlement/suspend/{active}",
    { body: { why: "so" } },
    `${INVALID} why`,
  ],
  [
    "half a reason",
    CANCEL,
    { body: { cancelReasonCategory: "CUSTOMER_CANCELLED" } },
    `${PAIR} cancelReasonCode`,
  ],
  ["the other half", CANCEL, { body: { cancelReasonCode: "OTHER" } }, `${PAIR} cancelReasonCategory`],
  [
    "a pair across categories",
    CANCEL,
    { body: { cancelReasonCategory: "REVOKED", cancelReasonCode: "EXPIRED" } },
    `${PAIR} cancelReasonCode`,
  ],
  [
    "the platform's own category",
    CANCEL,
    { body: { cancelReasonCategory: "ACTIVATION_ROLLBACK", cancelReasonCode: "MERCHANT_REJECTED" } },
    `${PAIR} cancelReasonCategory`,
  ],
  [
    "an object among a cancellation's scalars",
    CANCEL,
    { body: { campaign: { id: 1 } } },
    `${INVALID} campaign`,
  ],
  [
    "an unknown reason of a merchant",
    "POST /merchant/v1/entitlement/reject/{pending}",
    { body: { reasonCode: "OTHER" } },
    `${INVALID} reasonCode`,
  ],
  [
    "a termination that does not say when",
    "POST /merchant/v1/entitlement/terminate/{active}",
    { body: {} },
    `${INVALID} immediate`,
  ],
  [
    "half a reason of a merchant",
    "POST /merchant/v1/entitlement/terminate/{active}",
    { body: { immediate: true, reasonCode: "FRAUD" } },
    `${PAIR} reasonCategory`,
  ],
  [
    "a script instead of a page",
    "POST /merchant/v1/entitlement/notify/{pending}",
    { body: { activationUrl: "javascript:alert(1)" } },
    `${INVALID} activationUrl`,
  ],
  [
    "an operator without a reason",
    "POST /admin/v1/entitlement/settle/{active}",
    { as: OPERATOR, body: { outcome: "ACTIVE" } },
    `${INVALID} reason`,
  ],
  [
    "nothing to settle",
    "POST /admin/v1/entitlement/settle/{active}",
    { as: OPERATOR, body: { outcome: "ACTIVE", reason: "x" } },
    STATE,
  ],
];

const STATES: Row[] = [
  ["a cancellation of what has ended", "POST /v1/entitlement/cancel/{ended}", {}, ENDED],
  ["a second revoke", "POST /v1/entitlement/revoke/{ended}", {}, ENDED],
  [
    "a change of what has ended",
    "PATCH /v1/entitlement/{ended}",
    { body: { externalEntitlementId: "A" } },
    ENDED,
  ],
  ["a confirmation of what has ended", "POST /merchant/v1/entitlement/activate/{ended}", {}, ENDED],
  ["a resumption of what is active", "POST /v1/entitlement/resume/{active}", {}, STATE],
  ["an undo of nothing", "POST /v1/entitlement/undo/{active}", {}, STATE],
  ["a suspension before the sign-up", "POST /v1/entitlement/suspend/{pending}", {}, STATE],
  ["an activation URL for what is active", "GET /v1/entitlement/activationInfo/{active}", {}, STATE],
  [
    "a resumption of what the merchant suspended",
    "POST /v1/entitlement/resume/{suspended}",
    {},
    "409 CONFLICT NOT_SUSPENDED_BY_YOU RESELLER",
  ],
  ["a version that was never", CANCEL, headed("If-Match", '"9"'), MISMATCH],
  [
    "a version of a merchant that was never",
    "POST /merchant/v1/entitlement/suspend/{active}",
    headed("If-Match", '"9"'),
    MISMATCH,
  ],
];

refusesAll("bad requests", [
  ["about things that are not there or cannot be", THINGS],
  ["about records that are in another state", STATES],
]);
