// The last question before something changes.
import { createInterface } from "node:readline/promises";
import { Usage, type Options } from "./options.ts";

/** Whether to go on: `--yes`, or a person who says so. Without a person somebody has to have said it before. */
export async function confirmed({ yes, origin }: Options): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new Usage("Nobody is there to ask: --yes applies without a question.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Apply this to ${origin}? (yes/no) `);
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
