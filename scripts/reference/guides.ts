/**
 * Every page under `/docs`, in the groups of those who read it. The index, the header of each page and llms.txt come out of
 * this list; a test sees that no page of docs/ is missing from it.
 */

export interface Guide {
  /** The page's file without `.md`, and its address below `/docs/`. */
  name: string;
  title: string;
  /** What it is good for, in one line. */
  about: string;
}

export interface Group {
  reader: string;
  guides: readonly Guide[];
}

const guide = (name: string, title: string, about: string): Guide => ({ name, title, about });

/** The one page that is made from the API's document and not from a Markdown file. */
export const API_REFERENCE = "api-reference";

export const GROUPS: readonly Group[] = [
  {
    reader: "Start",
    guides: [
      guide("quickstart", "Quick start", "sell, sign up, be notified and cancel, in five minutes with curl"),
      guide(
        "concepts",
        "Concepts",
        "parties, entitlements, states, who waits for whom, versions, idempotency",
      ),
      guide("sandbox", "Sandbox", "the built-in merchant and reseller, magic numbers, the test clock"),
    ],
  },
  {
    reader: "Resellers",
    guides: [
      guide("api", "Guide to the API", "the rules of every call, and what each one does"),
      guide(
        "notifications",
        "Notifications",
        "what arrives, how to verify it, what happens when it does not arrive",
      ),
      guide("client", "TypeScript clients", "typed calls, verified notifications, a merchant's side"),
      guide("reports", "Reports", "daily, weekly and monthly files, and any range on demand"),
      guide("statistics", "Statistics", "figures per day, and what each one means"),
      guide("jobs", "Jobs", "whole files at a time: batches, and how they go on after a failure"),
      guide(
        "reconciliation",
        "Reconciliation",
        "your book against what is here, and how differences are repaired",
      ),
      guide("certification", "Certification", "what an integration has to survive, played in the sandbox"),
    ],
  },
  {
    reader: "Merchants",
    guides: [
      guide(
        "merchant-api",
        "Merchant's guide",
        "the standard merchant API, and how to confirm what happened",
      ),
      guide("connectors", "Connectors", "how a merchant with an API of its own is plugged in without code"),
    ],
  },
  {
    reader: "Operators",
    guides: [
      guide("operator", "Operator's guide", "day to day: backlog, trouble, settle, replay, erase, reports"),
      guide("catalogue", "Catalogue", "who may sell what, as one document; credentials, secrets, audit"),
      guide("console", "Console", "pages for people of every party"),
      guide("migration", "Migration", "entitlements of another system, imported; everything, exported"),
      guide("erasure", "Erasure", "a customer, forgotten in every copy"),
    ],
  },
  {
    reader: "Deploy and embed",
    guides: [
      guide("deploy", "Deploy to Cloudflare", "step by step, from an empty account to the first sale"),
      guide("upgrading", "Upgrading", "old and new code side by side, migrations, rollback"),
      guide("embedding", "Inside another Worker", "the platform as a library, with connectors of your own"),
    ],
  },
  {
    reader: "Reference",
    guides: [
      guide(API_REFERENCE, "API reference", "every call, what it takes, what it answers, with examples"),
      guide("errors", "Errors", "every reason of a refusal, who has to act, and what to do"),
      guide("states", "States", "every command that leads from one state to another"),
      guide("limits", "Limits and schedules", "sizes, deadlines, retries, and how long things are kept"),
      guide("openapi", "The API's document", "OpenAPI 3.1, and clients generated from it"),
    ],
  },
  {
    reader: "Maintainers",
    guides: [
      guide("design", "Design", "what happens to one sale, and why it is built so"),
      guide("storage", "Storage", "everything that is persisted, where, and until when"),
      guide("reliability", "Reliability", "what can break at which moment, and the test that sees to it"),
      guide("scale", "Scale", "what it costs, how fast it is, and where the walls are"),
    ],
  },
];

/** `/docs/api` has always been the reference, so docs/api.md, which explains it, is elsewhere. */
const ADDRESSES: Readonly<Record<string, string>> = { [API_REFERENCE]: "api", api: "api-guide" };

/** Where a guide is, beside the others. */
export const addressOf = (name: string): string => ADDRESSES[name] ?? name;
