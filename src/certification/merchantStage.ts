// What a scenario for a merchant plays with: calls through the merchant's own connector, so that an answer is understood
// here exactly as in a sale, each noted as a step.
import { MERCHANT_CALL_TIMEOUT_MS } from "../connectors/ask";
import type {
  Connector,
  Explanation,
  MerchantOperation,
  MerchantRequest,
  Outcome,
  Spoil,
} from "../connectors/contract";
import { clock, iso } from "../shared/clock";
import { beginning, type Step } from "./finding";
import { inWords, type Answer } from "./merchantWords";
import { OutOfTime, type Time } from "./time";

/** A connector that shows what it does; only those over HTTP do. */
export type Explaining = Connector & Required<Pick<Connector, "explain">>;

/** A merchant on trial, and what is left for it. */
export interface Subject {
  connector: Explaining;
  /** A request for an operation, with samples for everything. */
  request: (operation: MerchantOperation) => MerchantRequest;
  /** What a change of product or offer leads to. */
  other: Product;
  publicUrl: string;
  time: Time;
}

type Product = Pick<MerchantRequest, "productKey" | "offerKey">;

export interface Stage {
  has: (operation: MerchantOperation) => boolean;
  repeats: (operation: MerchantOperation) => boolean;
  request: (operation: MerchantOperation, of?: Partial<MerchantRequest>) => MerchantRequest;
  other: Product;
  call: (request: MerchantRequest) => Promise<Answer>;
  /** The same call made wrong; null where there is nothing to be made wrong. */
  callSpoilt: (request: MerchantRequest, spoil: Spoil) => Promise<Answer | null>;
}

/** The stage of one scenario; `note` gets every call. */
export function stageAt(
  { connector, request, other, publicUrl, time }: Subject,
  note: (step: Step) => void,
): Stage {
  async function call(asked: MerchantRequest, spoil?: Spoil): Promise<Answer | null> {
    const timeoutMs = time(MERCHANT_CALL_TIMEOUT_MS);
    const at = clock.now();
    const context = { signal: AbortSignal.timeout(timeoutMs), publicUrl, traceparent: null };
    const explanation = await connector.explain(asked, context, true, spoil);
    const { response, outcome } = explanation;
    if (outcome === null) return null;
    note(stepOf(asked, explanation, at, spoil));
    if (cutShort(outcome, timeoutMs)) throw new OutOfTime();
    return { status: response?.status ?? null, outcome };
  }
  return {
    has: (operation) => connector[operation] !== undefined,
    repeats: (operation) => connector.idempotent.includes(operation),
    request: (operation, of = {}) => ({ ...request(operation), ...of }),
    other,
    callSpoilt: call,
    async call(asked) {
      const answer = await call(asked);
      if (answer === null) throw new Error("a connector explained a call that it was to make");
      return answer;
    },
  };
}

const cutShort = (outcome: Outcome, givenMs: number): boolean =>
  outcome.kind === "unknown" && outcome.cause === "TIMEOUT" && givenMs < MERCHANT_CALL_TIMEOUT_MS;

const SPOILT = { credentials: ", with wrong credentials", body: ", with a body that is cut off" };

function stepOf(
  { operation, requestId }: MerchantRequest,
  { response, outcome }: Explanation,
  at: number,
  spoil: Spoil | undefined,
): Step {
  return {
    date: iso(at),
    what: `${operation} ${requestId}${spoil === undefined ? "" : SPOILT[spoil]}`,
    status: response?.status ?? null,
    outcome: outcome && inWords(outcome),
    answer: beginning(response?.body ?? null),
    durationMs: response?.durationMs ?? clock.now() - at,
  };
}
