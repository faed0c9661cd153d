/**
 * `npm run catalogue`: the catalogue as a file. Plans and applies it through the operator's API, or writes the stored one
 * down. What is checked, compared and refused is decided there; here are files, environment and words.
 */
import { Api, Refused } from "./catalogue/api.ts";
import { confirmed } from "./catalogue/confirm.ts";
import { readDocument, writeDocument, Unreadable } from "./catalogue/file.ts";
import { HELP, optionsOf, Usage, type Options } from "./catalogue/options.ts";
import { writeOperator } from "./catalogue/operator.ts";
import { problem, say, sayPlan } from "./catalogue/print.ts";

const DONE = 0;
const FAILED = 1;
const USAGE = 2;

async function main(): Promise<number> {
  try {
    const options = optionsOf(process.argv.slice(2), process.env);
    if (options === "help") say(HELP);
    else await COMMANDS[options.command](options);
    return DONE;
  } catch (error) {
    if (error instanceof Usage) {
      problem(`${error.message}\n\n${HELP}`);
      return USAGE;
    }
    if (error instanceof Refused || error instanceof Unreadable) {
      problem(error.message);
      return FAILED;
    }
    throw error;
  }
}

const COMMANDS: Record<Options["command"], (options: Options) => Promise<void>> = {
  async plan(options) {
    const document = await readDocument(options.file, process.env);
    sayPlan(await new Api(options).plan(document));
  },

  async apply(options) {
    const document = await readDocument(options.file, process.env);
    const api = new Api(options);
    const plan = await api.plan(document);
    sayPlan(plan);
    if (plan.changes.length === 0 || !(await confirmed(options))) return;
    const { revision } = await api.apply(document, plan.revision);
    say(`Applied: the catalogue is at revision ${revision}.`);
  },

  async export(options) {
    const { catalogue, revision } = await new Api(options).export();
    await writeDocument(options.file, catalogue, options.yes);
    say(
      `Written: ${options.file}, revision ${revision}. Secrets are not in it: absent ones stay as they are stored.`,
    );
  },

  async operator({ file, id }) {
    const secret = await writeOperator(file, id);
    say(`RESALE_CREDENTIAL=${id}:${secret}`);
    say("It is shown only now. Add its hash to the deployment, then delete the file:");
    say(`  npx wrangler d1 execute CATALOGUE --env production --remote --file ${file}`);
  },
};

process.exitCode = await main();
