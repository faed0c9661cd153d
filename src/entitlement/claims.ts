// Claims at the customer, and the commands that wait for one. A claim in progress lives in memory only: if the
// object dies there, it is as if the command had never come, and the customer's list drops an id that answers "free".
import type { Brought, Claimed, Occupancy } from "../customer/claim";
import { customerName } from "../customer/locate";
import type { Terms } from "../catalogue/terms";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { waiting } from "./record";
import { hasEnded, type State } from "./state";

/** What a claim is made for: a new entitlement, or one that moves. */
export interface Claimant {
  entitlementId: string;
  environment: string;
  resellerKey: string;
  merchantAccountKey: string;
  productKey: string;
  dateCreated: number;
  terms: Terms;
}

export class Claims {
  readonly #env: Env;
  /** Key of each waiting command, with the hash of its body. */
  readonly #waiting = new Map<string, string>();

  constructor(env: Env) {
    this.#env = env;
  }

  /** The hash of the command that waits under a key. */
  waiting(key: string): string | undefined {
    return this.#waiting.get(key);
  }

  /** Runs a command while it is known to wait for its claim. */
  async during<T>(key: string, hash: string, run: () => Promise<T>): Promise<T> {
    this.#waiting.set(key, hash);
    try {
      return await run();
    } finally {
      this.#waiting.delete(key);
    }
  }

  async claim(
    { terms, environment, resellerKey, ...of }: Claimant,
    customerIdentifier: string,
    createHash: string | null,
    dryRun: boolean,
    brought?: Brought,
  ): Promise<Claimed> {
    const { entitlementId, merchantAccountKey, productKey, dateCreated } = of;
    await pass("beforeClaim", entitlementId);
    const customer = await this.#customer(environment, resellerKey, customerIdentifier);
    const limit = terms.limitPerCustomer;
    const claimed = await customer.claim({
      entitlementId,
      customerIdentifier,
      dateCreated,
      merchantAccountKey,
      productKey,
      createHash,
      limit,
      dryRun,
      ...(brought && { brought }),
    });
    await pass("afterClaim", entitlementId);
    return claimed;
  }

  /** Lets go of an entitlement's former customer; false while it is not to be let go. */
  async release(state: State, customerIdentifier: string): Promise<boolean> {
    const customer = await this.#customer(state.environment, state.resellerKey, customerIdentifier);
    return customer.release(state.entitlementId, customerIdentifier);
  }

  /** Whether an entitlement takes one of this customer's places. */
  occupancy(state: State | null, customerIdentifier: string): Occupancy {
    if (state === null) return { kind: this.#waiting.size > 0 ? "claiming" : "free" };
    const moving =
      state.operation?.change?.customerIdentifier === customerIdentifier || this.#waiting.size > 0;
    if (hasEnded(state) || (state.customerIdentifier !== customerIdentifier && !moving))
      return { kind: "free" };
    const { productKey, createHash } = state;
    return { kind: "held", productKey, createHash, phase: phaseOf(state) };
  }

  async #customer(environment: string, resellerKey: string, customerIdentifier: string) {
    const name = await customerName(environment, resellerKey, customerIdentifier);
    return this.#env.CUSTOMER.get(this.#env.CUSTOMER.idFromName(name));
  }
}

function phaseOf(state: State): Extract<Occupancy, { kind: "held" }>["phase"] {
  const { operation, status } = state;
  if (operation?.verb === "create" && operation.phase === "calling") return "creating";
  if (status === "FAILED") return "doubt";
  return status === "PENDING" && waiting(state, clock.now()).on === "CUSTOMER" ? "pending" : "held";
}
