// What is said about every operation of the route table. A route without its row here does not compile.
import type { RouteName } from "../api/routes";
import type { Operation } from "./operation";
import { CERTIFICATIONS } from "./operations/certifications";
import { ENTITLEMENTS } from "./operations/entitlements";
import { JOBS } from "./operations/jobs";
import { MERCHANTS } from "./operations/merchants";
import { OPERATOR_CATALOGUE } from "./operations/operatorCatalogue";
import { OPERATOR_CUSTOMERS } from "./operations/operatorCustomers";
import { OPERATOR_ENTITLEMENTS } from "./operations/operatorEntitlements";
import { OPERATOR_SERVICE } from "./operations/operatorService";
import { REPORTS } from "./operations/reports";
import { RESELLERS } from "./operations/resellers";
import { SANDBOX } from "./operations/sandbox";
import { RESELLER_VERBS } from "./operations/verbs";

/** By the name of the route. */
export const OPERATIONS: Readonly<Record<RouteName, Operation>> = {
  ...ENTITLEMENTS,
  ...RESELLER_VERBS,
  ...RESELLERS,
  ...JOBS,
  ...REPORTS,
  ...SANDBOX,
  ...CERTIFICATIONS,
  ...MERCHANTS,
  ...OPERATOR_ENTITLEMENTS,
  ...OPERATOR_CUSTOMERS,
  ...OPERATOR_CATALOGUE,
  ...OPERATOR_SERVICE,
};
