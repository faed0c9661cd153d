// One entitlement by hand: its object is called directly and the test is the merchant, so answers can come late,
// twice, contradicting or never; and time moves when the test says so.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach } from "vitest";
import type { Terms } from "../../src/catalogue/terms";
import type { MerchantOperation, Outcome } from "../../src/connectors/contract";
import type { Answer, CallAnswer } from "../../src/entitlement/answer";
import type { Caller } from "../../src/entitlement/caller";
import type { NewEntitlement } from "../../src/entitlement/creation";
import type { History } from "../../src/entitlement/history";
import { randomId } from "../../src/entitlement/id";
import type { Asking, VerbCommand } from "../../src/entitlement/machine/begin";
import type { Confirmation } from "../../src/entitlement/machine/confirm";
import type { EntitlementView } from "../../src/entitlement/record";
import { clock } from "../../src/shared/clock";
import { hooks, type HookPoint } from "../../src/shared/hooks";

export const RESELLER: Caller = { side: "RESELLER", name: "TELCO", environment: "sandbox" };
export const MERCHANT: Caller = { side: "MERCHANT", name: "MUSIC", environment: "sandbox" };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const realNow = clock.now;
let offset = 0;

/** Moves the clock of everything in this isolate. */
export function pass(ms: number): void {
  offset += ms;
  clock.now = () => realNow() + offset;
}

afterEach(() => {
  offset = 0;
  clock.now = realNow;
  for (const point of Object.keys(hooks)) delete hooks[point as keyof typeof hooks];
});

export const TERMS: Terms = {
  connector: "sandbox",
  connectorVersion: 1,
  activation: "SYNC",
  verbs: ["activationInfo", "update", "suspend", "resume", "cancel", "undo", "revoke"],
  endOfPeriodCancel: true,
  limitPerCustomer: 1,
  signUpTtlMs: null,
  confirmationTtlMs: 24 * HOUR,
  sharesMerchantExtensionData: false,
  sharesWithMerchant: [],
  routeExtensionData: null,
};

export const asking = (changes: Partial<Asking> = {}): Asking => ({
  actor: RESELLER,
  now: clock.now(),
  requestId: crypto.randomUUID(),
  idempotency: null,
  magicNumber: null,
  traceparent: null,
  ifMatch: null,
  ...changes,
});

export const input = (changes: Partial<NewEntitlement> = {}): NewEntitlement => ({
  entitlementId: randomId(0),
  environment: "sandbox",
  resellerKey: "TELCO",
  customerIdentifier: crypto.randomUUID(),
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
  offerKey: null,
  notificationUrl: "https://reseller.invalid/hook",
  dateExpiry: null,
  externalEntitlementId: null,
  extensionData: null,
  entitlementDisplayName: "Music",
  terms: TERMS,
  createHash: "hash",
  ...changes,
});

/** What a refusal or record comes to, in a word. */
export const said = (answer: Answer): string =>
  answer.kind === "refusal"
    ? answer.refusal.reason
    : answer.kind === "record"
      ? answer.record.status
      : answer.kind;

export class Held {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  get stub() {
    return env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(this.id));
  }

  async begin(command: VerbCommand, changes: Partial<Asking> = {}): Promise<Answer> {
    return this.stub.begin(command, RESELLER, asking(changes), false);
  }

  async call(command: VerbCommand): Promise<CallAnswer> {
    return callOf(await this.begin(command));
  }

  async confirm(command: Confirmation): Promise<Answer> {
    return this.stub.confirm(command, MERCHANT, asking({ actor: MERCHANT }));
  }

  /** The merchant answers a call, however late. */
  async answer(
    call: CallAnswer,
    outcome: Outcome,
    operation: MerchantOperation = call.request.operation,
  ): Promise<Answer> {
    const meta = { operation, at: clock.now(), durationMs: 1 };
    return this.stub.complete(call.requestId, call.epoch, outcome, meta, "RESELLER");
  }

  async view(): Promise<EntitlementView> {
    const answer: Answer = await this.stub.view(RESELLER);
    if (answer.kind !== "record") throw new Error(`no record but ${said(answer)}`);
    return answer.record;
  }

  async history(): Promise<History> {
    const history = await this.stub.history(RESELLER);
    if (history === null) throw new Error("no history");
    return history;
  }

  /** Runs the alarm that is set; fails where none is. */
  async alarm(): Promise<void> {
    if (!(await runDurableObjectAlarm(this.stub))) throw new Error("no alarm was set");
  }
}

export function callOf(answer: Answer): CallAnswer {
  if (answer.kind !== "call") throw new Error(`no call but ${said(answer)}`);
  return answer;
}

/** A new entitlement whose create waits for the merchant's answer. */
export async function opened(
  changes: Partial<NewEntitlement> = {},
): Promise<{ held: Held; call: CallAnswer }> {
  const given = input(changes);
  const held = new Held(given.entitlementId);
  const answer: Answer = await held.stub.create(given, asking(), false);
  return { held, call: callOf(answer) };
}

/** A new entitlement that is `ACTIVE`. */
export async function active(changes: Partial<NewEntitlement> = {}): Promise<Held> {
  const { held, call } = await opened(changes);
  await held.answer(call, { kind: "completed" });
  return held;
}

/**
 * Holds whoever passes a point for the first time until released. By polling: a promise that one request makes and
 * another awaits does not always wake the other in workerd.
 */
export function stall(point: HookPoint): { reached: Promise<void>; release: () => void } {
  const at = { arrived: false, released: false };
  hooks[point] = async () => {
    if (at.arrived) return;
    at.arrived = true;
    while (!at.released) await scheduler.wait(2);
  };
  const reached = (async () => {
    while (!at.arrived) await scheduler.wait(2);
  })();
  return {
    reached,
    release: () => {
      at.released = true;
    },
  };
}
