// The example of the page "plug in a merchant": a merchant that numbers its subscriptions, speaks JSON, sends the
// customer to a page of its own, ends at the end of the month, and says 200 to everything.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ask } from "../../../src/connectors/ask";
import type { MerchantOperation, MerchantRequest } from "../../../src/connectors/contract";
import { http } from "../../../src/connectors/http/definition";
import { CONTEXT, requestOf } from "../suite";
import { scriptedMerchant, type Merchant } from "./merchant";
import { connectorOf } from "./subject";

const EXAMPLE = `
type: http
baseUrl: https://api.video.example.com/v2
authentication: { type: apiKey, header: X-Api-Key, key: { secret: apiKey } }
headers: { X-Partner: "{resellerKey}" }
operations:
  create:
    url: /subscriptions
    body: |
      {
        "ref": entitlementId,
        "account": sharedCustomerId,
        "plan": productKey & (offerKey ? "/" & offerKey : ""),
        "market": routeExtensionData.market ?? "DE"
      }
    idempotent: true
    responses:
      - when: body.result = "OK"
        outcome: actionRequired
        url: body.signUp.link
        urlExpiry: body.signUp.until
        merchantEntitlementId: $string(body.number)
      - when: body.result = "DENIED"
        outcome: rejected
        reason: CUSTOMER_NOT_ELIGIBLE
        merchantCode: body.code
        message: body.text
      - status: 503
        when: body.result = "CLOSED"
        outcome: rejected
        reason: MERCHANT_UNAVAILABLE
  terminate:
    method: DELETE
    url: /subscriptions/{merchantEntitlementId}?now={immediate}
    idempotent: true
    responses:
      - when: body.result = "OK" and request.immediate
        outcome: completed
      - when: body.result = "OK"
        outcome: completed
        terminationDate: body.lastDay & "T23:59:59Z"
  status:
    method: GET
    url: /subscriptions?ref={entitlementId}
    responses:
      - when: $count(body.found) = 0
        outcome: rejected
        reason: NOT_FOUND
      - when: request.about.operation = "create" and body.found[0].state = "WAITING"
        outcome: accepted
        merchantEntitlementId: $string(body.found[0].number)
      - when: request.about.operation = "terminate" and body.found[0].state != "ENDED"
        outcome: rejected
      - outcome: completed
        merchantEntitlementId: $string(body.found[0].number)
`;

interface Told {
  status?: number;
  body: object;
}

/** Asks the merchant of the example, which answers as told; what came to it, and what became of that. */
async function asked(
  operation: MerchantOperation,
  path: string,
  told: Told,
  changes: Partial<MerchantRequest> = {},
) {
  const merchant: Merchant = scriptedMerchant();
  await merchant.tell(path, { steps: [{ ...told, body: JSON.stringify(told.body) }] });
  const connector = connectorOf({ ...parse(EXAMPLE), baseUrl: merchant.baseUrl }, { apiKey: "key-1" });
  const outcome = await ask(
    connector,
    requestOf(operation, { merchantEntitlementId: "17", ...changes }),
    CONTEXT,
  );
  const { requests } = await merchant.seen(path);
  return { outcome, requests };
}

describe("the example", () => {
  it("says what the merchant can do, needs and is called at", () => {
    expect(http.definition.parse(parse(EXAMPLE))).toMatchObject({
      capabilities: {
        activation: "ASYNC",
        verbs: ["cancel", "revoke"],
        endOfPeriodCancel: true,
        userStepOnChange: false,
        resolves: ["create", "cancel", "revoke"],
      },
      secrets: ["apiKey"],
      targets: ["https://api.video.example.com/v2"],
    });
  });

  it("create", async () => {
    const signUp = { link: "https://video.example.com/join/17", until: "2031-05-01T10:00:00Z" };
    const told = { body: { result: "OK", number: 17, signUp } };
    const { outcome, requests } = await asked("create", "/subscriptions", told, {
      entitlementId: "E-1",
      sharedCustomerId: "C-1",
      routeExtensionData: { market: "AT" },
    });
    expect(outcome).toEqual({
      kind: "actionRequired",
      url: signUp.link,
      urlExpiry: Date.parse(signUp.until),
      merchantEntitlementId: "17",
    });
    expect(requests[0]).toMatchObject({
      method: "POST",
      headers: { "x-api-key": "key-1", "x-partner": "TELCO" },
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      ref: "E-1",
      account: "C-1",
      plan: "VIDEO_BASIC/STANDARD",
      market: "AT",
    });
  });

  it.each([
    [
      { body: { result: "DENIED", code: "AGE", text: "Too young." } },
      { reason: "CUSTOMER_NOT_ELIGIBLE", merchantCode: "AGE", message: "Too young." },
    ],
    [{ status: 503, body: { result: "CLOSED" } }, { reason: "MERCHANT_UNAVAILABLE" }],
    [{ body: { result: "WHAT" } }, { kind: "unknown", detail: "no rule matches the answer (status 200)" }],
  ])("create, answered with %j", async (told, outcome) => {
    expect((await asked("create", "/subscriptions", told)).outcome).toMatchObject(outcome);
  });

  it.each([
    [false, { kind: "completed", terminationDate: Date.parse("2031-05-31T23:59:59Z") }],
    [true, { kind: "completed" }],
  ])("terminate, at once: %s", async (immediate, expected) => {
    const told = { body: { result: "OK", lastDay: "2031-05-31" } };
    const { outcome, requests } = await asked("terminate", "/subscriptions/17", told, { immediate });
    expect(outcome).toEqual(expected);
    expect(requests[0]).toMatchObject({
      method: "DELETE",
      url: expect.stringContaining(`/17?now=${immediate}`),
    });
  });

  it.each([
    ["create", [], { kind: "rejected", reason: "NOT_FOUND" }],
    ["create", [{ number: 17, state: "WAITING" }], { kind: "accepted", merchantEntitlementId: "17" }],
    ["create", [{ number: 17, state: "ACTIVE" }], { kind: "completed", merchantEntitlementId: "17" }],
    ["terminate", [{ number: 17, state: "ACTIVE" }], { kind: "rejected", reason: "MERCHANT_REJECTED" }],
    ["terminate", [{ number: 17, state: "ENDED" }], { kind: "completed" }],
  ] as const)("status about %s, found %j", async (operation, found, expected) => {
    const about = { operation, requestId: "in-doubt", immediate: null };
    expect((await asked("status", "/subscriptions", { body: { found } }, { about })).outcome).toMatchObject(
      expected,
    );
  });
});
