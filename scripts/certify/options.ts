// What the command is told: flags and environment, checked as far as a command line can be; the rest is the service's.
import { parseArgs } from "node:util";

export const HELP = `certify: plays what your receiver or your API has to survive in the sandbox, and prints the report

  npx resale-edge certify [options]                what a reseller's receiver does with notifications
  npx resale-edge certify --merchant [options]     what a merchant's API answers

  --url URL               the service; default: RESALE_URL, else http://127.0.0.1:PORT (8787)
  --credential ID:SECRET  of the sandbox; default: RESALE_CREDENTIAL, on loopback also the demo's
  --json                  the service's answer as it came
  --strict                what is required and not covered counts as failed
  --help                  this text

  resellers
  --notification-url URL  where the receiver listens; default: the reseller's own default

  merchants
  --product KEY           what is ordered; default: the first product in the catalogue
  --offer KEY             its offer
  --base-url URL          a standard merchant API; default: the one that the connector in the sandbox speaks to
  --basic USER:PASSWORD   how the platform authenticates there: one of these, or none. A value env:NAME is taken from
  --bearer TOKEN          the environment, and shows in no list of processes
  --api-key KEY           (in X-Api-Key)
  --operations LIST       what the API has, separated by commas; default: everything

  Ends with 0 when nothing failed (with --strict: when everything that is required passed), with 1 when something did or
  the service refused, and with 2 for a mistake on the command line.`;

/** A mistake on the command line. */
export class Misuse extends Error {}

export interface Options {
  url: string;
  credential: string;
  merchant: boolean;
  body: Record<string, unknown>;
  json: boolean;
  strict: boolean;
}

/** Known to everybody, and only where the demo catalogue is. */
const DEMO_CREDENTIALS = {
  reseller: "telco-sandbox:telco-sandbox-secret",
  merchant: "music-sandbox:music-sandbox-secret",
};

const OF_RESELLERS = ["notification-url"] as const;
const OF_MERCHANTS = ["product", "offer", "base-url", "basic", "bearer", "api-key", "operations"] as const;
const OF_A_GIVEN_API = ["basic", "bearer", "api-key", "operations"] as const;

/** The options of a run, or null for whoever wants to be helped. Throws `Misuse`. */
export function optionsOf(args: string[]): Options | null {
  const values = parsed(args);
  if (values.help) return null;
  const { merchant, json, strict } = values;
  for (const name of merchant ? OF_RESELLERS : OF_MERCHANTS)
    if (values[name] !== undefined)
      throw new Misuse(`--${name} is for ${merchant ? "resellers" : "merchants"}.`);
  for (const name of OF_A_GIVEN_API)
    if (values[name] !== undefined && values["base-url"] === undefined)
      throw new Misuse(`--${name} belongs to --base-url.`);
  const url = urlOf(values.url);
  const credential = credentialOf(url, values.credential, merchant);
  return {
    url,
    credential,
    merchant,
    json,
    strict,
    body: merchant ? merchantBody(values) : resellerBody(values),
  };
}

type Values = ReturnType<typeof parsed>;

function parsed(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const names = Object.fromEntries([...OF_RESELLERS, ...OF_MERCHANTS].map((name) => [name, text]));
  const named = names as Record<(typeof OF_RESELLERS)[number] | (typeof OF_MERCHANTS)[number], typeof text>;
  try {
    const options = {
      ...named,
      url: text,
      credential: text,
      merchant: flag,
      json: flag,
      strict: flag,
      help: { ...flag, short: "h" },
    };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function urlOf(given: string | undefined): string {
  const local = `http://127.0.0.1:${process.env["PORT"] || "8787"}`;
  const url = (given ?? process.env["RESALE_URL"] ?? local).replace(/\/+$/, "");
  if (!URL.canParse(url)) throw new Misuse(`--url has to be a URL, not "${url}".`);
  return url;
}

function credentialOf(url: string, given: string | undefined, merchant: boolean): string {
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
  const demo = isLocal ? DEMO_CREDENTIALS[merchant ? "merchant" : "reseller"] : undefined;
  const credential = given ?? process.env["RESALE_CREDENTIAL"] ?? demo;
  if (credential === undefined)
    throw new Misuse("A credential is needed: --credential or RESALE_CREDENTIAL.");
  return fromEnvironment("credential", credential);
}

const resellerBody = (values: Values): Record<string, unknown> => ({
  notificationUrl: values["notification-url"],
});

const merchantBody = (values: Values): Record<string, unknown> => ({
  productKey: values.product,
  offerKey: values.offer,
  baseUrl: values["base-url"],
  operations: values.operations?.split(",").map((name) => name.trim()),
  ...authenticationOf(values),
});

/** As the catalogue has it: by the name of a secret, and the secret beside it. */
function authenticationOf(values: Values): Record<string, unknown> {
  const given = (["basic", "bearer", "api-key"] as const).filter((name) => values[name] !== undefined);
  const [kind, second] = given;
  if (second !== undefined) throw new Misuse(`--${kind} and --${second} exclude one another.`);
  if (kind === undefined) return {};
  const value = fromEnvironment(kind, values[kind] ?? "");
  const secret = { secret: "secret" };
  if (kind === "bearer")
    return { authentication: { type: "bearer", token: secret }, secrets: { secret: value } };
  if (kind === "api-key")
    return { authentication: { type: "apiKey", key: secret }, secrets: { secret: value } };
  const colon = value.indexOf(":");
  if (colon < 1) throw new Misuse("--basic has to be USER:PASSWORD.");
  const authentication = { type: "basic", username: value.slice(0, colon), password: secret };
  return { authentication, secrets: { secret: value.slice(colon + 1) } };
}

function fromEnvironment(name: string, value: string): string {
  const variable = /^env:(.+)$/.exec(value)?.[1];
  if (variable === undefined) return value;
  const found = process.env[variable];
  if (found === undefined) throw new Misuse(`--${name}: there is no ${variable} in the environment.`);
  return found;
}
