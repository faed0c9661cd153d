// The check that every test's requests go through finds what is not as the document says; it would be worth nothing else.
import { expect, it } from "vitest";
import { call, entitled } from "../support/api";
import { requestFaults, violationsOf, type Got, type Sent } from "../support/openapi/exchange";

const ECHO: Sent = { method: "GET", path: "/v1/echo/x", body: null };
const HEADERS = { "Content-Type": "application/json", "X-Request-Id": "r" };
const got = (status: number, body: unknown, headers: Record<string, string> = HEADERS): Got => ({
  status,
  headers: new Headers(headers),
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const OK = { responseCode: "OK", responseMessage: "Success", echo: "x" };
const failure = (reason: string, more: object = {}) => ({
  responseCode: "UNAUTHORIZED",
  responseMessage: "No.",
  metadata: { requestId: "r", origin: "RESELLER", reason, ...more },
});

it("says nothing about an answer that is as described", () => {
  expect(violationsOf(ECHO, got(200, OK))).toEqual([]);
  expect(
    violationsOf(ECHO, got(401, failure("UNAUTHORIZED"), { ...HEADERS, "WWW-Authenticate": "Basic" })),
  ).toEqual([]);
});

it.each([
  ["a status that is not in the document", ECHO, got(418, OK)],
  ["a member too few", ECHO, got(200, { responseCode: "OK", responseMessage: "" })],
  ["a member too many", ECHO, got(200, { ...OK, secret: "s" })],
  [
    "a member too many, deep inside",
    ECHO,
    got(401, failure("UNAUTHORIZED", { merchant: { status: 1, code: null, message: null, x: 1 } })),
  ],
  ["a value of another kind", ECHO, got(200, { ...OK, echo: 1 })],
  ["another code", ECHO, got(200, { ...OK, responseCode: "ACCEPTED" })],
  ["a reason that this operation never has", ECHO, got(401, failure("ALREADY_ENDED"))],
  ["another media type", ECHO, got(200, "x", { ...HEADERS, "Content-Type": "text/plain" })],
  ["no request id", ECHO, got(200, OK, { "Content-Type": "application/json" })],
  ["a header that is not described", ECHO, got(200, OK, { ...HEADERS, ETag: '"1"' })],
  ["a path that nobody knows and that is answered", { ...ECHO, path: "/v1/nothing" }, got(200, OK)],
  ["a parameter that is not described, and taken", { ...ECHO, path: "/v1/echo/x?y=1" }, got(200, OK)],
])("finds %s", (_, sent, answer) => {
  expect(violationsOf(sent, answer)).not.toEqual([]);
});

it("finds what was taken though the document does not allow it, and what was sent at all", async () => {
  const { entitlementId } = await entitled();
  const { body } = await call("GET", `/v1/entitlement/${entitlementId}`);
  const sent = { method: "POST", path: `/v1/entitlement/suspend/${entitlementId}`, body: '{"unknown":1}' };
  expect(violationsOf({ ...sent, body: "{}" }, got(200, body))).toEqual([]);
  expect(violationsOf(sent, got(200, body))).not.toEqual([]);
  expect(requestFaults(sent, new Headers())).not.toEqual([]);
  expect(requestFaults(ECHO, new Headers({ "X-Request-Id": "not allowed" }))).not.toEqual([]);
  expect(requestFaults(ECHO, new Headers({ "X-Request-Id": "allowed" }))).toEqual([]);
});
