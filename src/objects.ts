// The object classes as a host Worker exports them: ours, with that Worker's environment behind the names that we know.
// Under which names they are exported is the host's choice; its bindings name them.
import type { ResaleObjects } from "./bindings";
import { Endpoint } from "./callbacks/endpoint";
import { Customer } from "./customer/object";
import { Entitlement } from "./entitlement/object";
import { Job } from "./jobs/object";
import { SandboxMerchant } from "./sandbox/merchant";
import { SandboxReseller } from "./sandbox/reseller";
import { VoucherStock } from "./vouchers/stock";

/** The object classes there are, one per binding of ours. */
export const objectsIn = <HostEnv>(envOf: (host: HostEnv) => Env): ResaleObjects<HostEnv> => ({
  Entitlement: class extends Entitlement {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
  Customer: class extends Customer {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
  Endpoint: class extends Endpoint {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
  VoucherStock: class extends VoucherStock {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
  Job: class extends Job {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
  SandboxReseller: class extends SandboxReseller {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
  SandboxMerchant: class extends SandboxMerchant {
    constructor(ctx: DurableObjectState, env: HostEnv) {
      super(ctx, envOf(env));
    }
  },
});
