// Answers on the wire: contract §1, "Envelope". Success and failure have one shape each, made only here.
import type { Answer, Reading, RecordAnswer, RefusalAnswer } from "../entitlement/answer";
import type { Status } from "../entitlement/state";
import { type Failure, REASONS, type Reason } from "./reasons";

const STATUS = { OK: 200, ACCEPTED: 202, CLIENT_ACTION_REQUIRED: 202 } as const;

const MESSAGES = {
  OK: "Success",
  ACCEPTED: "The merchant has queued the request; a notification will follow.",
  CLIENT_ACTION_REQUIRED: "The customer has to act: do parameters.action, then wait for the notification.",
} as const;

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return jsonText(JSON.stringify(body), status, headers);
}

const JSON_HEADERS = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };

function jsonText(text: string, status: number, headers: Record<string, string>): Response {
  return new Response(text, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** A success with its payload flat beside the code. */
export function success(payload: Record<string, unknown>, headers: Record<string, string> = {}): Response {
  return json({ responseCode: "OK", responseMessage: MESSAGES.OK, ...payload }, 200, headers);
}

/** A success with a list whose items are JSON texts already, as they were stored; they are not read again. */
export function listed(name: string, items: readonly string[], beside: Record<string, unknown>): Response {
  const rest = JSON.stringify({ responseCode: "OK", responseMessage: MESSAGES.OK, ...beside });
  return jsonText(`${rest.slice(0, -1)},${JSON.stringify(name)}:[${items.join(",")}]}`, 200, {});
}

function dryRun(possible: Status[]): Response {
  return success({ dryRun: true, possible });
}

/** A failure by its reason. */
export function failure(
  requestId: string,
  reason: Reason,
  message: string,
  detail: Record<string, unknown> = {},
  headers: Record<string, string> = {},
  record: object | null = null,
): Response {
  const { responseCode, status, origin } = REASONS[reason];
  const metadata = { requestId, origin, reason, ...detail };
  const extra =
    reason === "UNAUTHORIZED" ? { "WWW-Authenticate": 'Basic realm="resale-edge", charset="UTF-8"' } : {};
  return json({ responseCode, responseMessage: message, metadata, ...record }, status, {
    ...extra,
    ...headers,
  });
}

/** What an object answered, as an HTTP answer. A `call`, `identical` or `outdated` has to be followed up before. */
export function answered(answer: Answer, requestId: string): Response {
  switch (answer.kind) {
    case "record":
      return recorded(answer);
    case "reading":
      return readOut(answer);
    case "refusal":
      return refused(answer, requestId);
    case "dryRun":
      return dryRun(answer.possible);
    case "sentAgain": {
      const { replayed, held, again } = answer;
      return success({ replayed, held }, replayHeader(again));
    }
    case "call":
    case "identical":
    case "outdated":
      throw new Error(`an answer of kind ${answer.kind} reached the edge`);
  }
}

/** A record that is a text already. */
function readOut({ code, text, parameters, etag }: Reading): Response {
  const head = JSON.stringify({ responseCode: code, responseMessage: MESSAGES[code] });
  const body = `${head.slice(0, -1)},${text.slice(1, -1)},"parameters":${JSON.stringify(parameters)}}`;
  return jsonText(body, STATUS[code], etag === null ? {} : { ETag: etag });
}

function recorded({ code, record, parameters, etag, replayed }: RecordAnswer): Response {
  const body = { responseCode: code, responseMessage: MESSAGES[code], ...record, parameters };
  return json(body, STATUS[code], { ...(etag && { ETag: etag }), ...replayHeader(replayed) });
}

function refused({ refusal, record, allowedActions, replayed }: RefusalAnswer, requestId: string): Response {
  const { reason, message, ...detail } = refusal;
  const metadata = { ...detail, ...(allowedActions && { allowedActions }) };
  const headers = { ...replayHeader(replayed), ...(reason === "RATE_LIMITED" && { "Retry-After": "3600" }) };
  return failure(requestId, reason, message, metadata, headers, record && { ...record, parameters: null });
}

const replayHeader = (replayed: boolean): Record<string, string> =>
  replayed ? { "Idempotent-Replayed": "true" } : {};

export function failed(error: Failure, requestId: string): Response {
  return failure(requestId, error.reason, error.message, { ...error.detail }, error.headers);
}
