// Which schemas have a name in the document: what the modules of answers and of bodies export, under the name that they
// export it by.
import * as z from "zod";
import * as certificationBodies from "../api/certificationSchemas";
import * as operatorBodies from "../api/operatorSchemas";
import * as reportBodies from "../api/reportSchemas";
import * as sandboxBodies from "../api/sandboxSchemas";
import * as bodies from "../api/schemas";
import { Sections } from "../onboarding/document";
import * as audit from "./answers/audit";
import * as backlog from "./answers/backlog";
import * as catalogue from "./answers/catalogue";
import * as certification from "./answers/certification";
import * as connector from "./answers/connector";
import * as credential from "./answers/credential";
import * as customer from "./answers/customer";
import * as endpoint from "./answers/endpoint";
import * as entitlement from "./answers/entitlement";
import * as envelope from "./answers/envelope";
import * as history from "./answers/history";
import * as job from "./answers/job";
import * as notification from "./answers/notification";
import * as product from "./answers/product";
import * as record from "./answers/record";
import * as report from "./answers/report";
import * as sandbox from "./answers/sandbox";
import * as service from "./answers/service";
import * as statistics from "./answers/statistics";
import * as voucher from "./answers/voucher";

type Module = Record<string, unknown>;

const ANSWERS: Module[] = [
  envelope,
  entitlement,
  record,
  history,
  product,
  notification,
  endpoint,
  report,
  statistics,
  backlog,
  catalogue,
  connector,
  credential,
  voucher,
  audit,
  job,
  sandbox,
  certification,
  customer,
  service,
];

const schemasOf = (modules: Module[]): Map<string, z.ZodType> =>
  new Map(
    modules
      .flatMap((module) => Object.entries(module))
      .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType)
      .filter(([name]) => /^[A-Z]/.test(name)),
  );

/** What is answered, by name. */
export const namedAnswers = (): Map<string, z.ZodType> => schemasOf(ANSWERS);

/** What is sent, by name: the bodies of these, and what they consist of. */
export function namedBodies(used: readonly z.ZodType[]): Map<string, z.ZodType> {
  const known = schemasOf([bodies, operatorBodies, reportBodies, sandboxBodies, certificationBodies]);
  const chosen = [...known].filter(([, schema]) => used.includes(schema));
  return new Map([...chosen, ["ExtensionData", bodies.ExtensionData], ["CatalogueDocument", Sections]]);
}
