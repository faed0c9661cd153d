// The command: options, one request to the service, the report in print, and an exit code for programs.
import { plain, problem } from "../demo/print.ts";
import { HELP, Misuse, optionsOf } from "./options.ts";
import { printReport } from "./print.ts";
import { Refused, runCertification } from "./service.ts";

/** Runs the command with its arguments; resolves to the exit code that the help text names. */
export async function certify(args: string[]): Promise<number> {
  try {
    const options = optionsOf(args);
    if (options === null) {
      plain(HELP);
      return 0;
    }
    const { report, answer } = await runCertification(options);
    if (options.json) plain(JSON.stringify(answer, null, 2));
    else printReport(report);
    const complete = report.result === "PASSED" || (report.result === "NOT_COVERED" && !options.strict);
    return complete ? 0 : 1;
  } catch (error) {
    if (error instanceof Misuse) {
      problem(`${error.message}\n\n${HELP}`);
      return 2;
    }
    problem(error instanceof Refused ? error.message : String(error));
    return 1;
  }
}
