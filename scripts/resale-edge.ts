#!/usr/bin/env node
// `npx resale-edge`: what integrators call from a command line.
import { certify } from "./certify/certify.ts";
import { plain, problem } from "./demo/print.ts";

const HELP = `resale-edge: for resellers and merchants who integrate with a Resale API

  resale-edge certify [options]   plays what your receiver or your API has to survive, and prints the report
  resale-edge certify --help      its options`;

process.exitCode = await main(process.argv.slice(2));

async function main([command, ...args]: string[]): Promise<number> {
  if (command === "certify") return certify(args);
  if (command === "--help" || command === "-h") {
    plain(HELP);
    return 0;
  }
  problem(
    `${command === undefined ? "A command is needed." : `There is no command "${command}".`}\n\n${HELP}`,
  );
  return 2;
}
