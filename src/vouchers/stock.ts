// A stock of activation codes, one object per environment, merchant and product. Codes come in by the thousand and go
// out one by one, each exactly once: everything is decided in one transaction of one object, and who asks again gets
// the code of the first time, however many answers were lost in between.
import { DurableObject } from "cloudflare:workers";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { add, forget, give, givenTo, levelOf, putAside, type Level, type Taker, type Voucher } from "./codes";
import { migrate } from "./schema";

export class VoucherStock extends DurableObject<Env> {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    migrate(ctx.storage);
  }

  /** Takes codes in, all or none of them; says how many, because those it has had before are left out. */
  load(vouchers: Voucher[]): number {
    return this.#atomically((now) => add(this.#sql, vouchers, now));
  }

  /** The code of a request: the one it or its entitlement has got already, else the next; null when there is none. */
  async take(taker: Taker): Promise<{ code: string | null; free: number }> {
    const taken = this.#atomically((now) => {
      const code = givenTo(this.#sql, taker) ?? give(this.#sql, taker, now);
      return { code, free: levelOf(this.#sql, now).free };
    });
    await pass("afterTake", taker.entitlementId);
    return taken;
  }

  /** The code that a request or its entitlement has got; null where it has none. Gives nothing. */
  given(taker: Taker): string | null {
    return givenTo(this.#sql, taker);
  }

  /** Forgets to whom an entitlement's code was given. */
  forget(entitlementId: string): void {
    forget(this.#sql, entitlementId, `erased:${crypto.randomUUID()}`);
  }

  level(): Level {
    return this.#atomically((now) => levelOf(this.#sql, now));
  }

  /** One transaction, begun by putting aside what has expired: an exception alone would not undo what was written. */
  #atomically<T>(decide: (now: number) => T): T {
    const now = clock.now();
    return this.ctx.storage.transactionSync(() => {
      putAside(this.#sql, now);
      return decide(now);
    });
  }
}
