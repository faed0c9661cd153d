// From a definition and a request to what is sent, as the merchant sees it.
import { describe, expect, it } from "vitest";
import { ask } from "../../../src/connectors/ask";
import type { MerchantRequest } from "../../../src/connectors/contract";
import { readLandingToken } from "../../../src/connectors/landing";
import { env } from "cloudflare:workers";
import { CONTEXT, requestOf } from "../suite";
import { scriptedMerchant, type Asked } from "./merchant";
import { connectorOf } from "./subject";

interface Sent {
  outcome: unknown;
  asked: Asked | undefined;
}

/** Sends a create that is defined so far, and shows what came. */
async function sent(
  create: object,
  changes: Partial<MerchantRequest> = {},
  more: object = {},
): Promise<Sent> {
  const merchant = scriptedMerchant();
  await merchant.tell("/s", { steps: [{ body: "{}" }] });
  const responses = [{ outcome: "completed" }];
  const definition = {
    baseUrl: `${merchant.baseUrl}/`,
    operations: { create: { method: "POST", url: "s", responses, ...create } },
    ...more,
  };
  const secrets = { one: "first&secret", two: "line\r\nbreak", umlaut: "pässword" };
  const outcome = await ask(connectorOf(definition, secrets), requestOf("create", changes), CONTEXT);
  const { requests } = await merchant.seen("/s");
  return { outcome, asked: requests[0] };
}

const refused = (message: string) => ({ kind: "rejected", reason: "MERCHANT_UNAVAILABLE", message });

describe("the URL", () => {
  it("has its values percent-encoded, all but the unreserved characters", async () => {
    const { asked } = await sent(
      { method: "GET", url: "/s?p={productKey}&i={immediate}&x={extensionData.note}&k={secrets.one}" },
      { productKey: "A/B?c#d&e=f ü*'()!~-._", immediate: true, extensionData: { note: "" } },
    );
    expect(asked?.url.split("?")[1]).toBe(
      "p=A%2FB%3Fc%23d%26e%3Df%20%C3%BC%2A%27%28%29%21~-._&i=true&x=&k=first%26secret",
    );
  });

  it.each([
    ["s/{offerKey}", { offerKey: null }, "the URL needs offerKey, which this request does not have"],
    [
      "s/{extensionData.a}",
      { extensionData: { b: 1 } },
      "the URL needs extensionData.a, which this request does not have",
    ],
    [
      "s/{extensionData.toString}",
      { extensionData: {} },
      "the URL needs extensionData.toString, which this request does not have",
    ],
    ["s/{productKey}/x", { productKey: "" }, "the URL needs productKey, which is empty"],
    ["s/{productKey}/x", { productKey: ".." }, "a value in the URL would change its path"],
    ["s/.{productKey}", { productKey: "." }, "a value in the URL would change its path"],
    [
      "s/{productKey}",
      { productKey: "x".repeat(2_100) },
      "the target is refused: The URL is longer than 2048 characters.",
    ],
    ["s/{secrets.three}", {}, "the merchant has no secret three"],
  ])("%s with %j is not sent", async (url, changes, message) => {
    const { outcome, asked } = await sent({ url }, changes);
    expect(outcome).toEqual(refused(message));
    expect(asked).toBeUndefined();
  });

  it("is judged by the guard, whatever the definition says", async () => {
    const { outcome } = await sent({ url: "http://169.254.169.254/latest" });
    expect(outcome).toEqual(refused(expect.stringContaining("the target is refused: ") as unknown as string));
  });
});

describe("headers", () => {
  it("are templates; those of the operation replace those of all", async () => {
    const { asked } = await sent(
      {
        headers: {
          "x-market": "de-{productKey}",
          Accept: "application/vnd.m+json",
          "Content-Type": "application/vnd.m+json",
        },
        body: "1",
      },
      { productKey: "P 1" },
      { headers: { "X-Market": "all", "X-Reseller": "{resellerKey}" } },
    );
    expect(asked?.headers).toMatchObject({
      "x-market": "de-P 1",
      "x-reseller": "TELCO",
      accept: "application/vnd.m+json",
      "content-type": "application/vnd.m+json",
    });
  });

  it.each([
    [
      { "X-A": "{productKey}" },
      { productKey: "a\r\nX-Admin: 1" },
      "a value in the header X-A has characters that a header cannot have",
    ],
    [
      { "X-A": "{productKey}" },
      { productKey: "ü" },
      "a value in the header X-A has characters that a header cannot have",
    ],
    [{ "X-A": "{secrets.two}" }, {}, "a value in the header X-A has characters that a header cannot have"],
    [
      { "X-A": "{offerKey}" },
      { offerKey: null },
      "the header X-A needs offerKey, which this request does not have",
    ],
  ])("%j with %j are not sent", async (headers, changes, message) => {
    const { outcome, asked } = await sent({ headers }, changes);
    expect(outcome).toEqual(refused(message));
    expect(asked).toBeUndefined();
  });

  it.each([
    [{ type: "bearer", token: { secret: "two" } }],
    [{ type: "bearer", token: { secret: "umlaut" } }],
    [{ type: "apiKey", key: { secret: "two" } }],
  ])("authentication with a secret that no header can have is not sent: %j", async (authentication) => {
    const { outcome } = await sent({}, {}, { authentication });
    expect(outcome).toEqual(refused("a secret has characters that a header cannot have"));
  });
});

describe("the body", () => {
  it("speaks of the request, of secrets and of landing tokens", async () => {
    const request = requestOf("create");
    const { asked } = await sent(
      {
        body: '{ "r": requestId, "s": secrets.one, "t": landingToken, "until": landingTokenExpiry, "now": now, "from": publicUrl }',
      },
      request,
    );
    const body = JSON.parse(asked?.body ?? "");
    expect(body).toMatchObject({ r: request.requestId, s: "first&secret", from: CONTEXT.publicUrl });
    expect(body.now).toMatch(/^\d{4}-.*\.\d{3}Z$/);
    expect(Date.parse(body.until) - Date.parse(body.now)).toBe(24 * 3_600_000);
    expect(await readLandingToken(env.ID_KEY, body.t, Date.now())).toBe(request.entitlementId);
  });

  it("in a form repeats the name of a list and leaves null out", async () => {
    const { asked } = await sent({
      format: "form",
      body: '{ "a": ["1", 2], "b": null, "c": true, "d": "x y&z" }',
    });
    expect(asked?.body).toBe("a=1&a=2&c=true&d=x+y%26z");
  });

  it("in XML has attributes, lists and escaped text", async () => {
    const { asked } = await sent(
      {
        format: "xml",
        body: '{ "m:order": { "@xmlns:m": "urn:m", "@id": productKey, "item": ["1", { "@k": "v", "#text": "2" }], "none": null, "flag": true } }',
      },
      { productKey: "<\"&'>" },
    );
    expect(asked?.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><m:order xmlns:m="urn:m" id="&lt;&quot;&amp;&apos;&gt;"><item>1</item><item k="v">2</item><flag>true</flag></m:order>',
    );
  });

  it.each([
    ["json", "nothing", "the body comes to nothing"],
    ["json", '{ "f": function($x) { $x } }', "the body comes to something that is not data"],
    ["json", "$sum", "the body comes to something that is not data"],
    ["json", "$number(productKey)", "the body cannot be made: the expression fails (D3030)"],
    ["form", '"text"', "a form body has to be an object"],
    ["form", '{ "a": { "b": 1 } }', "a member of the form body is not a single value"],
    ["xml", '{ "a": 1, "b": 2 }', "an XML body has to be an object with one member, the root element"],
    ["xml", '{ "a": [1, 2] }', "an XML body has to be an object with one member, the root element"],
    ["xml", '{ "a": { productKey: 1 } }', "the body has a name that XML cannot hold"],
    ["xml", '{ "a": "\\u0001" }', "the body has text that XML cannot hold"],
    ["xml", '{ "a": { "@b": [1] } }', "an attribute or text of the body is not a single value"],
  ])("in %s is not sent when it is %s", async (format, body, message) => {
    const { outcome, asked } = await sent({ format, body }, { productKey: "a b>" });
    expect(outcome).toEqual(refused(message));
    expect(asked).toBeUndefined();
  });
});
