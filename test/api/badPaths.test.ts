// Requests that are refused for their path, method or query. Every row says status, code, reason, origin and the
// fields that are named; nothing leaves a trace.
import { describe, expect, it } from "vitest";
import { BANK, call, OPERATOR, sale } from "../support/api";
import { refusesAll, type Row } from "../support/badRequests";

const CREATE = "POST /v1/entitlement";
const CHANGE = "PATCH /v1/entitlement/{active}";
const REPORT = "POST /v1/entitlement/report";
const INVALID = "400 BAD_REQUEST VALIDATION RESELLER";
const UNKNOWN_ID = "404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER";
const UNKNOWN_PATH = "404 NOT_FOUND UNKNOWN_PATH RESELLER";
const CURSOR = "400 BAD_REQUEST INVALID_CURSOR RESELLER";
const NOT_OURS = "8f14e45f-ceea-467f-a1b2-0123456789ab";

const PATHS: Row[] = [
  ["a path that does not exist", "GET /v1/nothing", {}, UNKNOWN_PATH],
  ["the same without credentials", "GET /v1/nothing", { as: null }, UNKNOWN_PATH],
  ["the root", "GET /", { as: null }, UNKNOWN_PATH],
  ["bad percent-encoding", "GET /v1/echo/%FF", {}, UNKNOWN_PATH],
  ["an id that is no UUID", "GET /v1/entitlement/5", {}, UNKNOWN_ID],
  ["a UUID that cannot be ours", `GET /v1/entitlement/${NOT_OURS}`, {}, UNKNOWN_ID],
  [
    "an id from a home that does not exist",
    "GET /v1/entitlement/ff000000-0000-8000-8000-000000000000",
    {},
    UNKNOWN_ID,
  ],
  ["an id that was never given out", "GET /v1/entitlement/{nobody}", {}, UNKNOWN_ID],
  ["another reseller's id", "GET /v1/entitlement/{foreign}", {}, UNKNOWN_ID],
  ["another reseller's id to cancel", "POST /v1/entitlement/cancel/{foreign}", {}, UNKNOWN_ID],
  [
    "an unknown id to change",
    "PATCH /v1/entitlement/{nobody}",
    { body: { offerKey: "STANDARD" } },
    UNKNOWN_ID,
  ],
  ["an unknown id in the history", "GET /v1/entitlement/history/{nobody}", {}, UNKNOWN_ID],
  ["an unknown id of a merchant", "POST /merchant/v1/entitlement/activate/{nobody}", {}, UNKNOWN_ID],
  [
    "an unknown id of the operator",
    "POST /admin/v1/entitlement/resume/{nobody}",
    { as: OPERATOR, body: { reason: "asked" } },
    UNKNOWN_ID,
  ],
  [
    "no id in path or body",
    "PATCH /v1/entitlement",
    { body: { offerKey: "STANDARD" } },
    `${INVALID} entitlementId`,
  ],
  [
    "a malformed id in the body",
    "PATCH /v1/entitlement",
    { body: { entitlementId: "5" } },
    `${INVALID} entitlementId`,
  ],
  [
    "an unknown id in the body",
    "PATCH /v1/entitlement",
    { body: { entitlementId: "{nobody}", dateEnded: null } },
    UNKNOWN_ID,
  ],
  [
    "another id in the body than in the path",
    CHANGE,
    { body: { entitlementId: "{ended}", offerKey: "BUNDLE" } },
    `${INVALID} entitlementId`,
  ],
];

const QUERIES: Row[] = [
  ["an unknown parameter", "GET /v1/entitlement/{active}?verbose=1", {}, `${INVALID} verbose`],
  ["a doubled parameter", "GET /v1/events?limit=1&limit=2", {}, `${INVALID} limit`],
  ["a dry run that is neither true nor false", `${CREATE}?dryRun=yes`, { body: sale() }, `${INVALID} dryRun`],
  [
    "a dry run of a merchant",
    "POST /merchant/v1/entitlement/suspend/{active}?dryRun=true",
    {},
    `${INVALID} dryRun`,
  ],
  ["a limit of nothing", "GET /v1/events?limit=0", {}, `${INVALID} limit`],
  ["a limit of 101", "GET /v1/events?limit=101", {}, `${INVALID} limit`],
  ["a limit that is no number", "GET /v1/events?limit=many", {}, `${INVALID} limit`],
  ["a cursor of our own making", "GET /v1/events?after=abc", {}, `${CURSOR} after`],
  ["a limit as text in a report", REPORT, { body: { limit: "50" } }, `${INVALID} limit`],
  ["a limit of 101 in a report", REPORT, { body: { limit: 101 } }, `${INVALID} limit`],
  ["half a record in a report", REPORT, { body: { limit: 1.5 } }, `${INVALID} limit`],
  ["an unknown status", REPORT, { body: { status: "DONE" } }, `${INVALID} status`],
  ["a list of no status", REPORT, { body: { status: [] } }, `${INVALID} status`],
  ["a date that is none", REPORT, { body: { updatedSince: "yesterday" } }, `${INVALID} updatedSince`],
  ["a cursor that is no text", REPORT, { body: { cursor: 5 } }, `${INVALID} cursor`],
  ["a cursor that is no position", REPORT, { body: { cursor: btoa('{"created":"x"}') } }, `${CURSOR} cursor`],
  ["an unknown filter", REPORT, { body: { colour: "red" } }, `${INVALID} colour`],
  ["a search for nothing", "GET /merchant/v1/entitlement", {}, `${INVALID} merchantEntitlementId`],
];

refusesAll("bad requests", [
  ["about paths and ids", PATHS],
  ["about queries, limits and cursors", QUERIES],
]);

const ID = "00000000-0000-8000-8000-000000000000";

describe("a wrong method", () => {
  it.each([
    ["DELETE", `/v1/entitlement/${ID}`, "PATCH, GET, HEAD"],
    ["PUT", "/v1/entitlement", "POST, PATCH"],
    ["POST", "/v1/product", "GET, HEAD"],
    ["GET", `/v1/entitlement/cancel/${ID}`, "POST"],
    ["OPTIONS", "/v1/events", "GET, HEAD"],
    ["DELETE", `/merchant/v1/entitlement/${ID}`, "GET, HEAD"],
    ["POST", "/health", "GET, HEAD"],
  ])("%s on %s is refused with Allow: %s, credentials or not", async (method, path, allowed) => {
    for (const as of [BANK, null]) {
      const reply = await call(method, path, { as });
      expect(reply.status).toBe(405);
      expect(reply.body).toMatchObject({
        responseCode: "BAD_REQUEST",
        metadata: { reason: "METHOD_NOT_ALLOWED", origin: "RESELLER" },
      });
      expect(reply.headers.get("Allow")).toBe(allowed);
    }
  });
});
