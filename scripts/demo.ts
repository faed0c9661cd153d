/**
 * `npm run demo`: a tour from the first sale to the last notification, for people who see resale-edge for the first
 * time. It plays the reseller and the customer against the real service and ends with an error if anything is not as
 * the contract says.
 */
import { parseArgs } from "node:util";
import { apiAt } from "./demo/api.ts";
import { Difference } from "./demo/check.ts";
import { plain, problem, quiet, title } from "./demo/print.ts";
import { startReceiver } from "./demo/receiver.ts";
import { serviceOn, type Service } from "./demo/server.ts";
import { signUp } from "./demo/signUp.ts";
import { PERSON_TIMEOUT_MS, walk } from "./demo/tour.ts";

const HELP = `npm run demo: a tour of resale-edge, from the first sale to the last notification

  Visits the service on 127.0.0.1:PORT (8787); where none listens, starts one for the tour, on state that is
  thrown away. Sells two subscriptions, signs up for one in a headless browser, suspends, resumes, cancels,
  undoes and revokes, and verifies the signature of every notification. Can be repeated as often as you like.

  npm run demo -- --manual    sign up yourself: the tour prints the link and waits
  npm run demo -- --help      this text
  PORT=8788 npm run demo      the service on another port
  NO_COLOR=1 npm run demo     without colour

  Ends with 0 when everything was as the contract says, else with 1 and says what differs.`;

/** Everything together; a tour takes seconds, on a busy machine some more. */
const TOUR_TIMEOUT_MS = 3 * 60_000;

const { manual, help } = options();
if (help) plain(HELP);
else process.exitCode = await demo();

async function demo(): Promise<number> {
  const startedAt = performance.now();
  title("resale-edge: a tour from the first sale to the last notification");
  let service: Service | null = null;
  const receiver = await startReceiver();
  const ending = endingSignal();
  try {
    service = await serviceOn(portOf(process.env["PORT"]), ending);
    const { origin, started } = service;
    quiet(`service     ${origin} (${started ? "started for this tour" : "running already"})`);
    quiet(`reseller    ${receiver.url} (takes the notifications, verifies each)`);
    const tour = { api: apiAt(origin), receiver, signUp: manual ? null : signUp };
    await Promise.race([walk(tour), ended(ending)]);
    plain(`\nEverything as the contract says, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
    plain("What every call can do: docs/api.md. What the states are: docs/states.md.");
    return 0;
  } catch (error) {
    problem(explained(ending.aborted ? ending.reason : error));
    return 1;
  } finally {
    receiver.close();
    await service?.stop();
    // Whatever still waits in the background (a browser, an open request) ends with the process.
    setImmediate(() => process.exit());
  }
}

function explained(error: unknown): string {
  if (error instanceof Difference) return `Not as the contract says. ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** Aborted when somebody ends the tour, or when it takes too long. */
function endingSignal(): AbortSignal {
  const ending = new AbortController();
  const end = (why: string): void => ending.abort(new Error(why));
  const timeoutMs = TOUR_TIMEOUT_MS + (manual ? PERSON_TIMEOUT_MS : 0);
  setTimeout(() => end(`The tour took longer than ${timeoutMs / 1000} s.`), timeoutMs).unref();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end("The tour was ended."));
  return ending.signal;
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function portOf(text: string | undefined): number {
  const port = Number(text || "8787");
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`PORT must be a number from 1 to 65535, not "${text}".`);
}

function options(): { manual: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        manual: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    problem(`${explained(error)}\n\n${HELP}`);
    process.exit(2);
  }
}
