// The operator's part of the table of contents.
import { readBacklog } from "./backlog";
import * as catalogue from "./catalogue";
import { tryConnector } from "./connector";
import * as credentials from "./credentials";
import * as customer from "./customer";
import * as endpoints from "./endpoints";
import { find } from "./find";
import * as notifications from "./notifications";
import * as operator from "./operator";
import * as schema from "./operatorSchemas";
import { getEntitlement, getHistory } from "./reads";
import { by, type Route } from "./route";
import { DryRunQuery } from "./schemas";
import { listTrouble } from "./trouble";
import { anyStatistics } from "./statistics";
import { AnyStatisticsQuery } from "./statisticsSchemas";
import { listStocks, loadVouchers, MOST_CSV_BYTES } from "./vouchers";

const admin = by("OPERATOR");
const ID = ":entitlementId";
/** A document with every merchant's definition is larger than any sale. */
const MOST_CATALOGUE_BYTES = 1024 * 1024;

export const OPERATOR_ROUTES = [
  admin("GET", `/admin/v1/entitlement/${ID}`, "Read an entitlement", { handler: getEntitlement }),
  admin("GET", `/admin/v1/entitlement/history/${ID}`, "Everything that happened to an entitlement", {
    handler: getHistory,
  }),
  admin("POST", "/admin/v1/entitlement/find", "Find by an id of a reseller, a merchant or a customer", {
    body: schema.FindBody,
    writes: false,
    handler: find,
  }),
  admin("POST", `/admin/v1/entitlement/settle/${ID}`, "Settle what is in doubt", {
    body: schema.SettleBody,
    handler: operator.settle,
  }),
  admin("POST", `/admin/v1/entitlement/resume/${ID}`, "Resume, whoever suspended", {
    body: schema.OperatorBody,
    handler: operator.resume,
  }),
  admin("POST", "/admin/v1/customer/reset", "Forget a customer's pseudonyms", {
    body: schema.CustomerBody,
    handler: customer.reset,
  }),
  admin("POST", "/admin/v1/customer/erase", "Forget a customer in every copy; answers with the job", {
    body: schema.EraseBody,
    handler: customer.erase,
  }),
  admin("POST", "/admin/v1/connector/try", "What a connector sends, and how an answer is understood", {
    body: schema.TryBody,
    writes: false,
    handler: tryConnector,
  }),
  admin("POST", "/admin/v1/voucher", "Load a merchant's activation codes", {
    body: schema.CsvBody,
    bodyOptional: true,
    media: "csv",
    mostBytes: MOST_CSV_BYTES,
    query: schema.VoucherQuery,
    handler: loadVouchers,
  }),
  admin("GET", "/admin/v1/voucher", "How the stocks of activation codes stand", { handler: listStocks }),

  admin("GET", "/admin/v1/catalogue", "The catalogue as a document, without secrets", {
    handler: catalogue.getCatalogue,
  }),
  admin("PUT", "/admin/v1/catalogue", "Make the catalogue what the document says", {
    body: schema.CatalogueBody,
    mostBytes: MOST_CATALOGUE_BYTES,
    query: DryRunQuery,
    handler: catalogue.putCatalogue,
  }),
  admin("GET", "/admin/v1/connector", "The versions of a merchant's connector", {
    query: schema.ConnectorQuery,
    handler: catalogue.getConnector,
  }),
  admin("POST", "/admin/v1/connector/rollback", "Run on another version of the connector", {
    body: schema.RollbackBody,
    handler: catalogue.rollbackConnector,
  }),
  admin("GET", "/admin/v1/credential", "The credentials, without secrets", {
    handler: credentials.listCredentials,
  }),
  admin("POST", "/admin/v1/credential", "Create a credential; its secret is shown once", {
    body: schema.CredentialBody,
    handler: credentials.create,
  }),
  admin("POST", "/admin/v1/credential/rotate/:credentialId", "A new secret; it is shown once", {
    body: schema.RotateBody,
    handler: credentials.rotate,
  }),
  admin("POST", "/admin/v1/credential/revoke/:credentialId", "End a credential, or its older secret", {
    body: schema.RevokeBody,
    handler: credentials.revoke,
  }),
  admin("GET", "/admin/v1/audit", "Who changed what, and why", {
    query: schema.AuditQuery,
    handler: catalogue.getAudit,
  }),
  admin("POST", `/admin/v1/entitlement/replay/${ID}`, "Send its notifications once more", {
    body: schema.OperatorReplayBody,
    handler: notifications.operatorReplay,
  }),
  admin("GET", "/admin/v1/backlog", "What is held, given up, in doubt or overdue", { handler: readBacklog }),
  admin("GET", "/admin/v1/trouble", "Every notification and operation in trouble", {
    query: schema.TroubleQuery,
    handler: listTrouble,
  }),
  admin("GET", "/admin/v1/endpoints", "How resellers' notification endpoints are", {
    query: schema.EndpointsQuery,
    handler: endpoints.listAny,
  }),
  admin("GET", "/admin/v1/statistics", "What is sold, day by day", {
    query: AnyStatisticsQuery,
    handler: anyStatistics,
  }),
  admin("POST", "/admin/v1/endpoints/:endpointId/resume", "An endpoint is back", {
    body: schema.OperatorBody,
    handler: endpoints.resume,
  }),
] as const satisfies readonly Route[];
