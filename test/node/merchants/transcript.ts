// One life of an entitlement as its reseller sees it: every answer and every notification, with ids and times taken
// out, so that the transcripts of two merchants can be held against each other.
import type { startReceiver } from "../../../scripts/demo/receiver.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Names whose values are ids or times of one entitlement, or the merchant's own name. */
const OWN =
  /^(.*Id|date.*|.*Date|.*[uU]rl|urlExpiry|waitingUntil|customerIdentifier|merchantAccountKey|activationCode)$/;

/** The same value without what differs from sale to sale; whether something is there still shows. */
function neutral(value: Json, name = ""): Json {
  if (Array.isArray(value)) return value.map((item) => neutral(item));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, neutral(item, key)]));
  return value !== null && OWN.test(name) ? `(${name})` : value;
}

export interface Step {
  step: string;
  status: number;
  body: Json;
}

const AUTHORIZATION = `Basic ${btoa("telco-sandbox:telco-sandbox-secret")}`;

export class Transcript {
  readonly steps: Step[] = [];
  readonly #origin: string;
  readonly #receiver: Receiver;
  entitlementId = "";

  constructor(origin: string, receiver: Receiver) {
    this.#origin = origin;
    this.#receiver = receiver;
  }

  /** One request of the reseller, written down. */
  async call(method: string, path: string, body?: object): Promise<{ [key: string]: Json }> {
    const response = await fetch(`${this.#origin}${path.replace("{id}", this.entitlementId)}`, {
      method,
      headers: { Authorization: AUTHORIZATION, ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { [key: string]: Json };
    this.steps.push({ step: `${method} ${path}`, status: response.status, body: neutral(answer) });
    return answer;
  }

  /** Sells a product to a new customer. */
  async sell(merchantAccountKey: string, productKey: string): Promise<{ [key: string]: Json }> {
    const sale = { customerIdentifier: `customer-${crypto.randomUUID()}`, merchantAccountKey, productKey };
    const sold = await this.call("POST", "/v1/entitlement", { ...sale, notificationUrl: this.#receiver.url });
    if (typeof sold["entitlementId"] === "string") this.entitlementId = sold["entitlementId"];
    return sold;
  }

  /** Waits for the notification of a version, and writes it down. */
  async notified(version: number): Promise<void> {
    const { notification } = await this.#receiver.waitFor(this.entitlementId, version, 15_000);
    const body = neutral(JSON.parse(JSON.stringify(notification)) as Json);
    this.steps.push({ step: `notification of version ${version}`, status: 0, body });
  }
}
