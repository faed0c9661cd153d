// The deployable Worker: the platform with nothing but its own, and its object classes by the names in wrangler.toml.
import { createResale } from "./worker";

export { Endpoint } from "./callbacks/endpoint";
export { Customer } from "./customer/object";
export { Entitlement } from "./entitlement/object";
export { Job } from "./jobs/object";
export { SandboxMerchant } from "./sandbox/merchant";
export { SandboxReseller } from "./sandbox/reseller";
export { VoucherStock } from "./vouchers/stock";

export default createResale<Env>() satisfies ExportedHandler<Env>;
