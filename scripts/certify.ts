/**
 * `npm run certify`: plays what a reseller's receiver or a merchant's API has to survive, and prints the report. Outside
 * this repository the same is `npx resale-edge certify`.
 */
import { certify } from "./certify/certify.ts";

process.exitCode = await certify(process.argv.slice(2));
