// In a file of its own: what hangs and dies in the other one is played by hooks, which entitlements by hand reset.
import { overtakenSuite } from "./overtaken";
import { VOUCHERS } from "./voucherSubject";

overtakenSuite("voucher", {
  ...VOUCHERS,
  can: (operation, how) => ["completed", "rejected"].includes(how) && VOUCHERS.can(operation, how),
});
