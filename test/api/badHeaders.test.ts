// Requests that are refused for a header. Every row says status, code, reason, origin and the header that is named;
// nothing leaves a trace.
import { expect, it } from "vitest";
import { call, sale, TELCO_LIVE } from "../support/api";
import { refusesAll, type Row } from "../support/badRequests";

const CREATE = "POST /v1/entitlement";
const CHANGE = "PATCH /v1/entitlement/{active}";
const CANCEL = "POST /v1/entitlement/cancel/{active}";
const INVALID = "400 BAD_REQUEST VALIDATION RESELLER";
const MAGIC = "400 BAD_REQUEST UNKNOWN_MAGIC_NUMBER RESELLER X-Magic-Number";
const selling = (changes: Record<string, unknown>, rest: Row[2] = {}): Row[2] => ({
  body: sale(changes),
  ...rest,
});
const magic = (number: string): Row[2] => ({ headers: { "X-Magic-Number": number } });
const headed = (name: string, value: string): Row[2] => ({ headers: { [name]: value } });

const HEADERS: Row[] = [
  ["an unknown magic number", CREATE, selling({}, magic("CREATE_FROM_NOTHING")), MAGIC],
  ["a magic number of another verb", CANCEL, magic("CREATE_REQUEST_REJECTED"), MAGIC],
  [
    "an end of period for a revoke",
    "POST /v1/entitlement/revoke/{active}",
    magic("TERMINATE_RETURNS_DATE"),
    MAGIC,
  ],
  [
    "a magic number without a merchant call",
    CHANGE,
    { body: { externalEntitlementId: "A" }, ...magic("ANY_REQUEST_FAILS_ONCE") },
    MAGIC,
  ],
  ["a magic number on a read", "GET /v1/entitlement/{active}", magic("CREATE_REQUEST_REJECTED"), MAGIC],
  [
    "a magic number in live, before the route",
    CREATE,
    selling({}, { as: TELCO_LIVE, ...magic("CREATE_REQUEST_REJECTED") }),
    MAGIC,
  ],
  ["an empty key", CANCEL, headed("X-RequestIdentifier", ""), `${INVALID} X-RequestIdentifier`],
  [
    "a key of 256 characters",
    CANCEL,
    headed("Idempotency-Key", "k".repeat(256)),
    `${INVALID} Idempotency-Key`,
  ],
  [
    "a key beyond ASCII",
    CANCEL,
    headed("X-RequestIdentifier", "schlüssel"),
    `${INVALID} X-RequestIdentifier`,
  ],
  [
    "two keys that differ",
    CANCEL,
    { headers: { "X-RequestIdentifier": "a", "Idempotency-Key": "b" } },
    `${INVALID} Idempotency-Key`,
  ],
  [
    "a key that was used for another body",
    CREATE,
    selling({}, headed("X-RequestIdentifier", "the-first-create")),
    "422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER",
  ],
  [
    "a customer of 256 characters",
    "GET /v1/product",
    headed("X-CustomerIdentifier", "x".repeat(256)),
    `${INVALID} X-CustomerIdentifier`,
  ],
];

refusesAll("bad requests", [["about headers", HEADERS]]);

it("an unknown magic number is answered with the list of those there are", async () => {
  const { body } = await call("POST", "/v1/entitlement", { body: sale(), ...magic("NONE") });
  expect(body.responseMessage).toContain("CREATE_REQUEST_TIMES_OUT");
});
