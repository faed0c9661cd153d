/**
 * `npm run bench`: how fast the service is, measured against a bare floor on the same machine in the same run, and what
 * it costs.
 *
 *   npm run bench                       all pairs; five rounds each, about ten minutes
 *   npm run bench -- --only get,feed    some of them
 *   npm run bench -- --rounds 9 --json results.json
 *   npm run bench -- --quick            short runs: to see that it works, not to compare
 *   npm run bench -- --merchant http    a create asks an HTTP server on loopback, not the built-in merchant's object
 *   npm run bench -- --bill             what a deployment is charged for, per operation and for a whole life
 *   npm run bench -- --growth           whether a call stays as cheap from a thousand to a hundred thousand entitlements
 *   npm run bench -- --simulate         what a reseller with 50 million entitlements pays, and what bounds it
 *   npm run bench -- --bundle           how large the bundle is
 *   npm run bench -- --profile get      which functions a pair's time goes to
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { printBill } from "./bench/bill.ts";
import { printBundle } from "./bench/bundle.ts";
import { printGrowth } from "./bench/growth.ts";
import { printPairs } from "./bench/pairsReport.ts";
import { printProfile } from "./bench/profile.ts";
import { printSimulation } from "./bench/simulate.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    merchant: { type: "string", default: "object" },
    bill: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    simulate: { type: "boolean", default: false },
    bundle: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});

const report = await chosen();
if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);

async function chosen(): Promise<unknown> {
  if (values.bill) return printBill();
  if (values.growth) return printGrowth(values.quick);
  if (values.simulate) return printSimulation();
  if (values.bundle) return printBundle();
  if (values.profile !== undefined) return printProfile(values.profile);
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  const { quick, merchant } = values;
  if (merchant !== "object" && merchant !== "http") throw new Error("--merchant is object or http");
  return printPairs({ only: values.only?.split(",") ?? null, rounds, quick, merchant });
}
