// Between a create and its place at the customer.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/claims.test.ts";

export const CLAIMS: readonly Safeguard[] = [
  {
    name: "A claim that died takes no place",
    failpoint: "`afterClaim`",
    file: FILE,
    test: "between claim and call: an entitlement that dies there leaves no place taken and no merchant asked",
    without: "The customer can never buy again.",
    mutation: {
      file: "src/entitlement/claims.ts",
      text: 'this.#waiting.size > 0 ? "claiming" : "free"',
      instead: '"claiming"',
    },
  },
  {
    name: "A claim on its way counts",
    failpoint: "`afterClaim`",
    file: FILE,
    test: "between claim and call: an entitlement that only claims yet already counts",
    without: "Two creates at a time sell twice to a customer who may have one.",
    mutation: {
      file: "src/entitlement/claims.ts",
      text: 'this.#waiting.size > 0 ? "claiming" : "free"',
      instead: '"free"',
    },
  },
  {
    name: "Begin, then claim, then the call: without a place there is none",
    failpoint: "`beforeMerchantCall`",
    file: FILE,
    test: "before the call: who got no place never reaches the merchant",
    without: "The merchant activates what the platform refuses.",
    mutation: {
      file: "src/entitlement/creation.ts",
      text: 'if (claimed.kind !== "claimed")',
      instead: 'if (claimed.kind !== "claimed" && claimed.kind !== "limit")',
    },
  },
  {
    name: "A create's key is its address",
    failpoint: "`afterMerchantCall`",
    file: FILE,
    test: "between answer and complete: a create that is repeated under its key meets itself",
    without: "A reseller that repeats a create whose answer it lost never learns what became of it.",
    mutation: {
      file: "src/api/create.ts",
      text: "key === null || dryRun",
      instead: "key !== null || dryRun",
    },
  },
];
