/**
 * `npm run demo`: a tour through one subscription's life, as a reseller sees it. Uses the server on PORT, or boots one
 * of its own; ends with 0 only if everything was as documented.
 */
import { failure, heading, remark } from "./demo/print.ts";
import { Endpoint, Reseller } from "./demo/reseller.ts";
import { serverOn } from "./demo/server.ts";
import { takeTour } from "./demo/tour.ts";

const HELP = `npm run demo [-- --manual]

Sells two subscriptions of the sandbox merchant, follows the sign-up in a headless browser, receives and verifies every
notification, and leads one subscription through suspend, resume, cancel, undo and revoke.

  --manual   print the sign-up link and wait for you to follow it
  --help     this text
  PORT       where the server listens (8787); if none does, the tour boots one with a state of its own`;

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== "--manual" && flag !== "--help");
if (unknown !== undefined || flags.includes("--help")) {
  console.log(unknown === undefined ? HELP : `Unknown option ${unknown}.\n\n${HELP}`);
  process.exit(unknown === undefined ? 0 : 2);
}

const endpoint = new Endpoint();
let stop: () => Promise<void> = async () => undefined;
try {
  const server = await serverOn(Number(process.env["PORT"] || 8787));
  stop = server.stop;
  heading(`resale-edge on ${server.origin}`);
  remark(
    server.found
      ? "A server runs already; the tour uses it."
      : "No server was running; the tour has booted one.",
  );
  const notificationUrl = await endpoint.open();
  remark(`The reseller's endpoint listens on ${notificationUrl}`);
  await takeTour({
    reseller: new Reseller(server.origin),
    endpoint,
    notificationUrl,
    manual: flags.includes("--manual"),
  });
  console.log("\n  Everything was as documented.\n");
} catch (error) {
  failure(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  endpoint.close();
  await stop();
}
