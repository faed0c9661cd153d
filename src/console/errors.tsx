// What went wrong, for people: a heading, one sentence, and where to go from here. The API's own texts are shown where it
// refused; nothing internal is.
import { Failure, REASONS, type Reason } from "../api/reasons";
import type { Refused } from "./ask";
import type { View } from "./page";

/** What only the console knows to go wrong, beside the API's reasons. */
export type Problem = keyof typeof OWN_STATUS | Reason;

const OWN_STATUS = { FOREIGN_FORM: 403, UNKNOWN_SHARE: 404, SHARE_EXPIRED: 410 } as const;

const TEXTS: Partial<Record<Problem, [title: string, text: string]>> = {
  UNKNOWN_PATH: ["There is nothing here", "The address leads nowhere, or to something that is not yours."],
  UNKNOWN_ENTITLEMENT: ["No such entitlement", "There is no entitlement with this id among yours."],
  UNKNOWN_ENDPOINT: ["No such endpoint", "There is no endpoint with this id among yours."],
  UNKNOWN_REPORT: ["No such report", "There is no file of this name among yours."],
  UNKNOWN_JOB: ["No such job", "There is no job with this id among yours, or it has no such result."],
  UNKNOWN_CERTIFICATION: [
    "No such certification",
    "There is no certification with this id among yours. The newest twenty are kept.",
  ],
  METHOD_NOT_ALLOWED: ["There is nothing here", "This address takes no form."],
  FOREIGN_FORM: [
    "This form is not valid any more",
    "It was open for too long, or did not come from this console. Nothing was done. Open the page again and repeat it.",
  ],
  UNKNOWN_SHARE: [
    "We do not know this link",
    "Check that the whole address was copied, or ask for a new link.",
  ],
  SHARE_EXPIRED: ["This link has expired", "Ask whoever sent it to you for a new one."],
  RATE_LIMITED: ["Too many requests", "Nothing was done. Wait a minute, then try again."],
  MAINTENANCE: ["Under maintenance", "The platform will be back soon. Try again in a few minutes."],
  CATALOGUE_UNAVAILABLE: [
    "One moment, please",
    "The catalogue cannot be read right now. Try again in a few seconds.",
  ],
  INTERNAL_ERROR: [
    "Something went wrong on our side",
    "Try again. If it stays, tell the operator the request id below.",
  ],
};

/** A problem as a page: the console's own, a failure on the way, or what the API refused to show. */
export function errorView(what: Failure | Refused | Problem, requestId: string | null = null): View {
  const reason = typeof what === "string" ? what : what.reason;
  const known = Object.entries(TEXTS).find(([name]) => name === reason)?.[1];
  const [title, text] = known ?? ["That was not possible", typeof what === "string" ? "" : what.message];
  const status = statusOf(what);
  const headers = what instanceof Failure ? { ...what.headers } : retryAfter(reason);
  return {
    title,
    status,
    headers,
    body: (
      <div class="problem">
        <p>{text}</p>
        {requestId !== null && (
          <p class="quiet">
            Request id <code>{requestId}</code>
          </p>
        )}
        <p>
          <a class="button" href="/console">
            To the start
          </a>
        </p>
      </div>
    ),
  };
}

const isOwn = (what: Problem): what is keyof typeof OWN_STATUS => Object.hasOwn(OWN_STATUS, what);

function statusOf(what: Failure | Refused | Problem): number {
  if (typeof what === "string") return isOwn(what) ? OWN_STATUS[what] : REASONS[what].status;
  return what instanceof Failure ? REASONS[what.reason].status : what.status;
}

function retryAfter(reason: string): Record<string, string> {
  if (reason === "MAINTENANCE") return { "Retry-After": "300" };
  return reason === "CATALOGUE_UNAVAILABLE" ? { "Retry-After": "5" } : {};
}
