// The reports' part of the table of contents. One segment behind `reports` is a kind of report, two are a file: no key of
// a party can be taken for a kind.
import { downloadFile, listFiles } from "./reportFiles";
import { reportRange } from "./reportRange";
import { rerunReports } from "./reportRerun";
import * as schema from "./reportSchemas";
import { by, type Route } from "./route";

const reseller = by("RESELLER");
const seller = by("MERCHANT");
const admin = by("OPERATOR");

export const REPORT_ROUTES = [
  reseller("GET", "/v1/reports", "Your report files", {
    query: schema.ResellerReportsQuery,
    handler: listFiles,
  }),
  reseller("GET", "/v1/reports/:type", "A report about any range: active, change, event, summary", {
    query: schema.ResellerRangeQuery,
    handler: reportRange,
  }),
  reseller("GET", "/v1/reports/:partner/:name", "A report file", {
    query: schema.ReportFileQuery,
    handler: downloadFile,
  }),

  seller("GET", "/merchant/v1/reports", "Your report files", {
    query: schema.MerchantReportsQuery,
    handler: listFiles,
  }),
  seller("GET", "/merchant/v1/reports/:type", "A report about any range, of one reseller", {
    query: schema.MerchantRangeQuery,
    handler: reportRange,
  }),
  seller("GET", "/merchant/v1/reports/:partner/:name", "A report file", {
    query: schema.ReportFileQuery,
    handler: downloadFile,
  }),

  admin("GET", "/admin/v1/reports", "Any party's report files", {
    query: schema.OperatorReportsQuery,
    handler: listFiles,
  }),
  admin("GET", "/admin/v1/reports/:type", "Any party's report about any range", {
    query: schema.OperatorRangeQuery,
    handler: reportRange,
  }),
  admin("GET", "/admin/v1/reports/:partner/:name", "Any party's report file", {
    query: schema.OperatorReportFileQuery,
    handler: downloadFile,
  }),
  admin("POST", "/admin/v1/reports/run", "Write a reseller's reports again from a day on", {
    body: schema.RerunBody,
    handler: rerunReports,
  }),
] as const satisfies readonly Route[];
