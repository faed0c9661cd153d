// The reseller's client in Node against the service as it runs: what another runtime than the Worker's own puts on the wire.
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resaleClient, type ResaleClient } from "../../src/client/client.ts";
import { serve, type TestServer } from "./support/server.ts";

const CREDENTIAL = "telco-sandbox:telco-sandbox-secret";

let server: TestServer;
let telco: ResaleClient;

beforeAll(async () => {
  server = await serve();
  telco = resaleClient({ url: server.origin, credential: CREDENTIAL });
});
afterAll(() => server?.end());

const sold = async (customerIdentifier: string) => {
  const notificationUrl = "http://127.0.0.1:9/nobody";
  const input = {
    customerIdentifier,
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC_INSTANT",
    notificationUrl,
  };
  expect(await telco.create(input)).toMatchObject({ responseCode: "OK", customerIdentifier });
};

/** Whether the customer may take another one; a customer with one may not. */
async function eligible(customerIdentifier: string): Promise<boolean | undefined> {
  const answer = await telco.products({ customerIdentifier });
  return answer.responseCode === "OK" ? answer.products[0]?.eligible : undefined;
}

/** `GET /v1/product` with the header in bytes, as curl sends it. */
function productsFor(customer: Buffer): Promise<{ status: number | undefined; body: string }> {
  const headers = { "X-CustomerIdentifier": customer.toString("latin1") };
  return new Promise((resolve, reject) => {
    httpRequest(`${server.origin}/v1/product`, { auth: CREDENTIAL, headers }, async (response) =>
      resolve({ status: response.statusCode, body: await text(response) }),
    )
      .on("error", reject)
      .end();
  });
}

describe("the customer whose products are asked for", () => {
  it.each(["zoë", "Zo\u00c3\u00ab", "日本 7", "50%25 off", "🎵", "+4915100000001"])(
    "is %s, whatever it is written in",
    async (name) => {
      const customer = `${name} ${crypto.randomUUID()} ${name}`;
      expect(await eligible(customer)).toBe(true);
      await sold(customer);
      expect(await eligible(customer)).toBe(false);
      const raw = await productsFor(Buffer.from(customer));
      expect([raw.status, JSON.parse(raw.body).products[0].eligible]).toEqual([200, false]);
    },
  );

  it("is none in another encoding: nobody else is taken for it", async () => {
    const { status, body } = await productsFor(Buffer.from("zoë", "latin1"));
    expect([status, JSON.parse(body).metadata]).toMatchObject([
      400,
      { reason: "VALIDATION", issues: [{ path: "X-CustomerIdentifier", message: "Must be UTF-8." }] },
    ]);
  });

  it.each([" a", "a ", "a\nb", "a\u0000", "a\ud800"])(
    "cannot be %j, which no header can say",
    async (customerIdentifier) => {
      await expect(telco.products({ customerIdentifier })).rejects.toThrow(
        new TypeError(
          "customerIdentifier has a space around it, or a character that is none: it cannot be asked for in a header.",
        ),
      );
    },
  );
});

it("a job's file goes out of Node as bytes or as a Blob, and what it made comes back", async () => {
  const csv = `action,entitlementId,reasonCategory,reasonCode,reasonDescription\nSUSPEND,${crypto.randomUUID()},,,\n`;
  const options = { idempotencyKey: crypto.randomUUID() };
  const job = await telco.startJob({ kind: "batch", dryRun: true, file: Buffer.from(csv) }, options);
  const again = await telco.startJob({ kind: "batch", dryRun: true, file: new Blob([csv]) }, options);
  expect(again).toMatchObject({ responseCode: "ACCEPTED", call: { replayed: true } });
  const id = job.responseCode === "ACCEPTED" ? job.jobId : "";
  await expect.poll(() => telco.job(id), { timeout: 30_000 }).toMatchObject({ state: "DONE" });
  const result = await telco.jobResult(id, "rows.csv");
  const rows = result.responseCode === "OK" ? await result.response.text() : "";
  expect(rows).toContain("UNKNOWN_ENTITLEMENT");
});
