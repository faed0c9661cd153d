/**
 * `npm run connector -- try`: shows what the platform would send to a merchant for an operation and, with `--send`,
 * what came back and how it was understood. It asks the running service, which is where the secrets are.
 */
import { parseArgs } from "node:util";
import { print } from "./connector/print.ts";
import { Refused, tryConnector, type Trial } from "./connector/service.ts";
import { plain, problem } from "./demo/print.ts";

const HELP = `npm run connector -- try: what a merchant's connector sends, and how the answer is understood

  npm run connector -- try --merchant KEY --operation OPERATION [options]

  --merchant KEY         the merchant's key in the catalogue
  --operation OPERATION  create, activationInfo, update, suspend, resume, terminate, undo or status
  --environment ENV      sandbox (default) or live
  --version N            a version of the definition; default: the current one
  --product KEY          what is absent gets a sample from the catalogue: the product,
  --offer KEY            its offer,
  --reseller KEY         the reseller,
  --id ID                the merchant's own id of the subscription,
  --customer ID          the customer, where the merchant may know it
  --immediate            terminate at once instead of at the end of the period
  --about OPERATION      status: the operation in doubt
  --send --reason TEXT   really send it; the reason is put on record
  --json                 the service's answer as it came
  --url URL              the service; default: http://127.0.0.1:PORT (8787)
  --credential ID:SECRET the operator's; default: RESALE_CREDENTIAL, on loopback also the demo's
  --help                 this text

  Ends with 0 when the request could be made and, with --send, its answer was understood; with 1 when not, or when
  the service refused; with 2 for a mistake on the command line.`;

/** Known to everybody, and only where the demo catalogue is. */
const DEMO_CREDENTIAL = "operator:operator-secret";

class Misuse extends Error {}

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const values = options();
    if (values.help) {
      plain(HELP);
      return 0;
    }
    const url = (values.url ?? `http://127.0.0.1:${process.env["PORT"] || "8787"}`).replace(/\/+$/, "");
    const answer = await tryConnector(url, credentialFor(url, values.credential), trialOf(values));
    if (values.json) plain(JSON.stringify(answer, null, 2));
    else print(answer);
    const outcome = answer.outcome?.kind;
    return outcome === "unknown" || (answer.request === null && outcome === "rejected") ? 1 : 0;
  } catch (error) {
    if (error instanceof Misuse) {
      problem(`${error.message}\n\n${HELP}`);
      return 2;
    }
    problem(error instanceof Refused ? error.message : String(error));
    return 1;
  }
}

type Options = ReturnType<typeof options>;

function options() {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        merchant: text,
        operation: text,
        environment: text,
        version: text,
        product: text,
        offer: text,
        reseller: text,
        id: text,
        customer: text,
        immediate: flag,
        about: text,
        send: flag,
        reason: text,
        json: flag,
        url: text,
        credential: text,
        help: { ...flag, short: "h" },
      },
    });
    if (!values.help && positionals.join(" ") !== "try") throw new Misuse('The only command is "try".');
    return values;
  } catch (error) {
    throw error instanceof Misuse
      ? error
      : new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function trialOf({ merchant, operation, send, reason, version, ...values }: Options): Trial {
  if (merchant === undefined) throw new Misuse("--merchant is needed.");
  if (operation === undefined) throw new Misuse("--operation is needed.");
  if (send && reason === undefined) throw new Misuse("--send needs a --reason: a merchant is really asked.");
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
    throw new Misuse("--version has to be a number.");
  return {
    environment: values.environment ?? "sandbox",
    merchantAccountKey: merchant,
    operation,
    version: version === undefined ? undefined : Number(version),
    productKey: values.product,
    offerKey: values.offer,
    resellerKey: values.reseller,
    merchantEntitlementId: values.id,
    customerIdentifier: values.customer,
    immediate: values.immediate || undefined,
    about: values.about,
    send,
    reason,
  };
}

function credentialFor(url: string, given: string | undefined): string {
  if (!URL.canParse(url)) throw new Misuse(`--url has to be a URL, not "${url}".`);
  const { hostname } = new URL(url);
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  const credential = given ?? process.env["RESALE_CREDENTIAL"] ?? (isLocal ? DEMO_CREDENTIAL : undefined);
  if (credential === undefined)
    throw new Misuse("A credential is needed: --credential or RESALE_CREDENTIAL.");
  return credential;
}
