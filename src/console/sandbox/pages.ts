// The part of the page table where a merchant has the sandbox reseller order from it.
import { forParties, type Page } from "../page";
import { doCommand, orderPage } from "./order";
import { ordersPage, placeOrder, SANDBOX } from "./orders";

const merchants = forParties("MERCHANT");

export const SANDBOX_PAGES: readonly Page[] = [
  merchants("GET", SANDBOX, ordersPage, { entry: "Sandbox" }),
  merchants("POST", SANDBOX, placeOrder),
  merchants("GET", `${SANDBOX}/:entitlementId`, orderPage),
  merchants("POST", `${SANDBOX}/:entitlementId/:command`, doCommand),
];
