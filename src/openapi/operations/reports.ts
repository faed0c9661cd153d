// Report files and reports about any range, for each party under its own root.
import { page, success } from "../answers/compose";
import { ReportFile, Rerun } from "../answers/report";
import type { Operation, Tag } from "../operation";

const files = (operationId: string, tag: Tag, query: Record<string, string>) =>
  ({
    operationId,
    tag,
    description: "Newest period first. `from` and `to` bound the first day of the period.",
    answers: { 200: page("reports", ReportFile) },
    reasons: ["INVALID_CURSOR"],
    examples: [
      {
        summary: "Daily Active reports",
        given: "reportFile",
        query: { ...query, type: "AR", frequency: "D" },
        status: 200,
      },
    ],
  }) as const satisfies Operation;

const range = (operationId: string, tag: Tag, query: Record<string, string>) =>
  ({
    operationId,
    tag,
    description: `Streamed while it is computed: \`[from, to)\`, at most 31 days. \`to\` is now where it is absent; Active is about \`to\`
alone. What goes wrong on the way breaks the connection off: an answer that ended properly is complete.`,
    answers: { 200: "report" },
    gives: ["Content-Disposition"],
    reasons: ["UNKNOWN_REPORT"],
    examples: [
      { summary: "Who is active now", given: "active", query: { ...query, format: "csv" }, status: 200 },
    ],
  }) as const satisfies Operation;

const file = (operationId: string, tag: Tag, query: Record<string, string>) =>
  ({
    operationId,
    tag,
    description: "A file as it was written, or recoded on the way.",
    answers: { 200: "report", 304: null },
    takes: ["If-None-Match"],
    gives: ["ETag", "Content-Disposition", "Cache-Control"],
    reasons: ["UNKNOWN_REPORT"],
    examples: [
      { summary: "As CSV", given: "reportFile", query, status: 200 },
      { summary: "As NDJSON", given: "reportFile", query: { ...query, format: "ndjson" }, status: 200 },
    ],
  }) as const satisfies Operation;

const WHOSE = { environment: "sandbox", party: "RESELLER", organisation: "TELCO" };
const OPERATORS = "Operators: service";

/** By the name of the route. */
export const REPORTS = {
  "GET /v1/reports": files("listReports", "Figures", {}),
  "GET /v1/reports/:type": range("getReport", "Figures", {}),
  "GET /v1/reports/:partner/:name": file("getReportFile", "Figures", {}),
  "GET /merchant/v1/reports": files("listMerchantReports", "Merchants", {}),
  "GET /merchant/v1/reports/:type": range("getMerchantReport", "Merchants", { resellerKey: "TELCO" }),
  "GET /merchant/v1/reports/:partner/:name": file("getMerchantReportFile", "Merchants", {}),
  "GET /admin/v1/reports": files("listAnyReports", OPERATORS, WHOSE),
  "GET /admin/v1/reports/:type": range("getAnyReport", OPERATORS, WHOSE),
  "GET /admin/v1/reports/:partner/:name": file("getAnyReportFile", OPERATORS, WHOSE),
  "POST /admin/v1/reports/run": {
    operationId: "rerunReports",
    tag: OPERATORS,
    description:
      "That day's files and all later ones. Some are written at once, the rest by the next hourly looks.",
    answers: { 200: success(Rerun) },
    reasons: ["OPERATION_IN_PROGRESS"],
    examples: [
      {
        summary: "From a day on",
        given: "reportLog",
        body: {
          environment: "sandbox",
          resellerKey: "TELCO",
          day: "2030-01-31",
          reason: "A merchant corrected its ids",
        },
        status: 200,
      },
    ],
  },
} satisfies Record<string, Operation>;
