// What the command line says: checked here, so that everything behind it can rely on it.
import { parseArgs } from "node:util";

export const HELP = `npm run catalogue -- plan|apply|export --file FILE [options]

  plan      shows what applying the file would change and which entitlements it would hit; changes nothing
  apply     plans, then makes the catalogue what the file says
  export    writes the stored catalogue to the file, without secrets
  operator  makes the first operator of a deployment: writes SQL to the file, shows the secret once

  --file FILE              YAML (.yaml, .yml) or JSON (.json); for operator SQL (.sql)
  --url URL                where resale-edge runs; default http://127.0.0.1:8787
  --reason TEXT            why; recorded in the audit, needed by apply
  --force                  apply although entitlements would lose something that they need
  --yes                    apply without asking; export over a file that exists
  --credential ID:SECRET   an operator's; better given as RESALE_CREDENTIAL, which no process list shows
  --id ID                  the id of the first operator; default operator
  --help                   this text

  A text env:NAME anywhere in the file stands for the environment variable NAME.
  Ends with 0 when it is done or nothing is to do, 1 when it was refused or failed, 2 when it was called wrongly.`;

/** Of the demo catalogue: good for nothing but a service on this machine. */
const LOCAL_CREDENTIAL = "operator:operator-secret";
const LOCAL_URL = "http://127.0.0.1:8787";

const COMMANDS = ["plan", "apply", "export", "operator"] as const;

export interface Options {
  command: (typeof COMMANDS)[number];
  file: string;
  /** Origin of the service. */
  origin: string;
  credential: string;
  reason: string | null;
  force: boolean;
  yes: boolean;
  /** Of the first operator. */
  id: string;
}

/** The command was called wrongly; the message says how. */
export class Usage extends Error {}

export function optionsOf(
  args: string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) return "help";
  const [name, ...more] = positionals;
  const command = COMMANDS.find((one) => one === name);
  if (command === undefined)
    throw new Usage(name === undefined ? "Which command?" : `There is no command ${name}.`);
  if (more.length > 0) throw new Usage(`What is ${more.join(" ")}?`);
  if (values.file === undefined) throw new Usage("--file is missing.");
  const endings = command === "operator" ? ["sql"] : ["yaml", "yml", "json"];
  if (!endings.some((ending) => values.file?.toLowerCase().endsWith(`.${ending}`)))
    throw new Usage(`--file has to end in .${endings.join(", .")}.`);
  const id = values.id ?? "operator";
  if (!/^[\w.-]{1,255}$/.test(id)) throw new Usage("--id: letters, digits, dot, hyphen and underscore.");
  if (command === "apply" && !values.reason) throw new Usage("--reason is missing: it is recorded.");
  const url = urlOf(values.url ?? LOCAL_URL);
  const credential =
    values.credential ?? env["RESALE_CREDENTIAL"] ?? (isLoopback(url) ? LOCAL_CREDENTIAL : "");
  if (!/^[^:]+:/.test(credential))
    throw new Usage("--credential ID:SECRET (or RESALE_CREDENTIAL) is missing.");
  return {
    command,
    file: values.file,
    origin: url.origin,
    credential,
    reason: values.reason ?? null,
    force: values.force ?? false,
    yes: values.yes ?? false,
    id,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        file: { type: "string" },
        url: { type: "string" },
        reason: { type: "string" },
        force: { type: "boolean" },
        yes: { type: "boolean" },
        credential: { type: "string" },
        id: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : "What does that mean?");
  }
}

/** Credentials travel with every call, so in clear only on this machine. */
function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Usage(`--url: ${text} is no http or https URL.`);
  if (url.protocol === "http:" && !isLoopback(url))
    throw new Usage("--url: only a service on this machine is called by http.");
  return url;
}

const isLoopback = ({ hostname }: URL): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
