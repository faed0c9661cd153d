// Bodies that never get past the door. Every row says status, code, reason, origin and the fields that are named;
// at the end nothing may have left a trace.
import { sale } from "../support/api";
import { refusesAll, type Row } from "../support/badRequests";

const CREATE = "POST /v1/entitlement";
const INVALID = "400 BAD_REQUEST VALIDATION RESELLER";
const MALFORMED = "400 BAD_REQUEST MALFORMED_JSON RESELLER";
const TOO_LARGE = "413 BAD_REQUEST BODY_TOO_LARGE RESELLER";
const WRONG_TYPE = "415 BAD_REQUEST UNSUPPORTED_MEDIA_TYPE RESELLER";
const BAD_URL = "400 BAD_REQUEST INVALID_NOTIFICATION_URL RESELLER notificationUrl";

const type = (value: string) => ({ headers: { "Content-Type": value } });
const bytes = (...values: number[]) => new Uint8Array(values);
const nested = (levels: number) => `{"extensionData":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

/** A body in chunks, so that no Content-Length announces its size. */
const streamed = (size: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < size; sent += 16_384) controller.enqueue(new Uint8Array(16_384).fill(32));
      controller.close();
    },
  });

const READING: Row[] = [
  ["no body at all", CREATE, {}, MALFORMED],
  ["an empty body", CREATE, { raw: "" }, MALFORMED],
  ["half an object", CREATE, { raw: '{"customerIdentifier":' }, MALFORMED],
  ["two values", CREATE, { raw: "{}{}" }, MALFORMED],
  ["bytes that are not UTF-8", CREATE, { raw: bytes(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d) }, MALFORMED],
  ["an overlong encoding", CREATE, { raw: bytes(0x22, 0xc0, 0xaf, 0x22) }, MALFORMED],
  ["33 levels", CREATE, { raw: nested(33) }, MALFORMED],
  ["20,000 levels", CREATE, { raw: nested(20_000) }, MALFORMED],
  ["an array", CREATE, { body: [] }, `${INVALID} (body)`],
  ["a string", CREATE, { body: "text" }, `${INVALID} (body)`],
  ["null, which is nothing", CREATE, { body: null }, MALFORMED],
  ["no content type", CREATE, { raw: bytes(0x7b, 0x7d), ...type("") }, WRONG_TYPE],
  ["a form", CREATE, { raw: "a=b", ...type("application/x-www-form-urlencoded") }, WRONG_TYPE],
  ["plain text", CREATE, { raw: "{}", ...type("text/plain") }, WRONG_TYPE],
  ["a type that only begins like JSON", CREATE, { raw: "{}", ...type("application/jsonp") }, WRONG_TYPE],
  ["JSON in Latin-1", CREATE, { raw: "{}", ...type("application/json; charset=iso-8859-1") }, WRONG_TYPE],
  [
    "a wrong type for an optional body",
    "POST /v1/entitlement/cancel/{active}",
    { raw: "{}", ...type("text/xml") },
    WRONG_TYPE,
  ],
  ["64 KiB and a byte", CREATE, { raw: " ".repeat(65_537) }, TOO_LARGE],
  ["80 KiB without a Content-Length", CREATE, { raw: streamed(81_920) }, TOO_LARGE],
  [
    "a Content-Length of a gigabyte",
    CREATE,
    { raw: "{}", headers: { "Content-Length": "1073741824" } },
    TOO_LARGE,
  ],
];

const bad = (field: string, value: unknown): Row[2] => ({ body: sale({ [field]: value }) });

const FIELDS: Row[] = [
  ["everything missing", CREATE, { body: {} }, `${INVALID} customerIdentifier merchantAccountKey productKey`],
  [
    "null for a field that is needed",
    CREATE,
    bad("customerIdentifier", null),
    `${INVALID} customerIdentifier`,
  ],
  ["a number for a name", CREATE, bad("customerIdentifier", 5), `${INVALID} customerIdentifier`],
  ["an empty name", CREATE, bad("customerIdentifier", ""), `${INVALID} customerIdentifier`],
  ["256 characters", CREATE, bad("customerIdentifier", "x".repeat(256)), `${INVALID} customerIdentifier`],
  ["a control character", CREATE, bad("customerIdentifier", "a\u0000b"), `${INVALID} customerIdentifier`],
  ["half a surrogate pair", CREATE, bad("customerIdentifier", "a\ud800"), `${INVALID} customerIdentifier`],
  ["a list for a key", CREATE, bad("merchantAccountKey", ["MUSIC"]), `${INVALID} merchantAccountKey`],
  ["a boolean for a key", CREATE, bad("productKey", true), `${INVALID} productKey`],
  ["an empty offer", CREATE, bad("offerKey", ""), `${INVALID} offerKey`],
  [
    "a number for the reseller's own id",
    CREATE,
    bad("externalEntitlementId", 7),
    `${INVALID} externalEntitlementId`,
  ],
  ["an unknown field", CREATE, bad("colour", "red"), `${INVALID} colour`],
  ["two unknown fields", CREATE, { body: sale({ a: 1, b: 2 }) }, `${INVALID} a b`],
  ["a field of the answer", CREATE, bad("status", "ACTIVE"), `${INVALID} status`],
  ["a day instead of a time", CREATE, bad("dateExpiry", "2030-01-31"), `${INVALID} dateExpiry`],
  ["a time without an offset", CREATE, bad("dateExpiry", "2030-01-31T12:00:00"), `${INVALID} dateExpiry`],
  ["the 30th of February", CREATE, bad("dateExpiry", "2030-02-30T12:00:00Z"), `${INVALID} dateExpiry`],
  ["hour 25", CREATE, bad("dateExpiry", "2030-01-31T25:00:00Z"), `${INVALID} dateExpiry`],
  ["epoch milliseconds", CREATE, bad("dateExpiry", 1_900_000_000_000), `${INVALID} dateExpiry`],
  ["the year 10000", CREATE, bad("dateExpiry", "+010000-01-01T00:00:00Z"), `${INVALID} dateExpiry`],
  ["an expiry in the past", CREATE, bad("dateExpiry", "2020-01-31T12:00:00Z"), `${INVALID} dateExpiry`],
  ["a list as extension data", CREATE, bad("extensionData", [1]), `${INVALID} extensionData`],
  ["an object inside extension data", CREATE, bad("extensionData", { a: {} }), `${INVALID} extensionData.a`],
  ["51 keys", CREATE, bad("extensionData", keys(51)), `${INVALID} extensionData`],
  ["more than 8 KiB", CREATE, bad("extensionData", { a: "ü".repeat(4_096) }), `${INVALID} extensionData`],
  [
    "a prototype",
    CREATE,
    { raw: JSON.stringify(sale()).replace("{", '{"extensionData":{"constructor":1},') },
    `${INVALID} extensionData.constructor`,
  ],
];

const TARGETS: Row[] = [
  ["a number for a URL", CREATE, bad("notificationUrl", 5), `${INVALID} notificationUrl`],
  ["an empty URL", CREATE, bad("notificationUrl", ""), BAD_URL],
  ["a path", CREATE, bad("notificationUrl", "/hook"), BAD_URL],
  ["plain http", CREATE, bad("notificationUrl", "http://reseller.com/"), BAD_URL],
  ["another scheme", CREATE, bad("notificationUrl", "ftp://reseller.com/"), BAD_URL],
  ["user info", CREATE, bad("notificationUrl", "https://me:pass@reseller.com/"), BAD_URL],
  ["a private address", CREATE, bad("notificationUrl", "https://10.0.0.1/"), BAD_URL],
  ["a link-local address in disguise", CREATE, bad("notificationUrl", "https://0xa9fe0a0a/"), BAD_URL],
  ["a single label", CREATE, bad("notificationUrl", "https://intranet/"), BAD_URL],
  ["a reserved name", CREATE, bad("notificationUrl", "https://reseller.internal/"), BAD_URL],
  ["2,049 characters", CREATE, bad("notificationUrl", `https://reseller.com/${"a".repeat(2_028)}`), BAD_URL],
  [
    "no URL at all, and no default",
    CREATE,
    bad("notificationUrl", undefined),
    "400 BAD_REQUEST NOTIFICATION_URL_REQUIRED RESELLER notificationUrl",
  ],
  [
    "a forbidden URL in a change",
    "PATCH /v1/entitlement/{active}",
    { body: { notificationUrl: "https://[::ffff:a00:1]/" } },
    BAD_URL,
  ],
  [
    "a cleared URL, and no default",
    "PATCH /v1/entitlement/{active}",
    { body: { notificationUrl: null } },
    "400 BAD_REQUEST NOTIFICATION_URL_REQUIRED RESELLER notificationUrl",
  ],
];

refusesAll("bad bodies", [
  ["that cannot be read", READING],
  ["with a wrong field", FIELDS],
  ["with a notification URL that nobody may post to", TARGETS],
]);
