// The report files that have been written: lists of them, and the files themselves. A file that is somebody else's is as
// unknown as one that does not exist.
import type * as z from "zod";
import { decodeCursor, encodeCursor } from "../projection/cursor";
import { listReports, ownerOf, ReportPosition, type ReportFile } from "../projection/reports";
import { columnsOf } from "../reports/columns";
import type { Owner } from "../reports/keys";
import { reportKey } from "../reports/pair";
import { named, type ReportType } from "../reports/period";
import { decoded, linesOfCsv } from "../reports/recode";
import { streamOf, textOf } from "../reports/texts";
import { iso } from "../shared/clock";
import type { ListedReport } from "../wire/answers";
import { matchesEtag, type Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import { reportResponse } from "./reportResponse";
import { ownerIn, partnerIn, type Named } from "./reportOwner";
import type { OperatorReportsQuery, ReportFileQuery } from "./reportSchemas";

type ListQuery = Named &
  Pick<z.infer<typeof OperatorReportsQuery>, "type" | "frequency" | "from" | "to" | "limit" | "cursor">;
type FileQuery = Named & z.infer<typeof ReportFileQuery>;

/** GET /v1/reports, and the merchants' and the operators' */
export async function listFiles(context: Context<unknown, ListQuery>): Promise<Response> {
  const { env, query } = context;
  const owner = ownerIn(context);
  const name = ownerOf(owner.environment, owner.party, owner.key);
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, ReportPosition);
  if (query.cursor !== undefined && after?.owner !== name)
    throw new Failure("INVALID_CURSOR", "cursor: not a cursor of these reports.", {
      issues: [{ path: "cursor", message: "Not a cursor of these reports." }],
    });
  const filter = {
    owner: name,
    partner: partnerIn(owner, query),
    type: query.type ?? null,
    frequency: query.frequency ?? null,
    from: query.from ?? null,
    to: query.to ?? null,
  };
  const { files, next } = await listReports(env, filter, after, query.limit);
  const reports = files.map((file) => shown(context, owner, file));
  return success({ reports, nextCursor: next && encodeCursor({ ...next }) });
}

const ROOTS = { RESELLER: "/v1", MERCHANT: "/merchant/v1", OPERATOR: "/admin/v1", PLATFORM: "" };

function shown(
  { caller, publicUrl }: Context<unknown, ListQuery>,
  owner: Owner,
  file: ReportFile,
): ListedReport {
  const { partner, name, type, frequency, from, to, rows, size, created } = file;
  const path = `${ROOTS[caller.side]}/reports/${encodeURIComponent(partner)}/${name}`;
  const url = new URL(publicUrl + path);
  if (caller.side === "OPERATOR") {
    url.searchParams.set("environment", owner.environment);
    url.searchParams.set("party", owner.party);
    url.searchParams.set("organisation", owner.key);
  }
  return {
    name,
    type,
    frequency,
    from: iso(from),
    to: iso(to),
    [owner.party === "RESELLER" ? "merchantAccountKey" : "resellerKey"]: partner,
    rows,
    size,
    dateCreated: iso(created),
    url: url.href,
  };
}

/** GET /v1/reports/{merchantAccountKey}/{name}, and the merchants' and the operators' */
export async function downloadFile(context: Context<unknown, FileQuery>): Promise<Response> {
  const { env, params, query, request } = context;
  const owner = ownerIn(context);
  const found = named(params["name"] ?? "");
  const { type, period } = found ?? unknownReport();
  const key = await reportKey(owner, params["partner"] ?? "", type, period);
  const object = await env.FILES.get(key);
  if (object === null) return unknownReport();
  const variant = [query.format === "ndjson" ? "-ndjson" : "", query.charset === "utf-8" ? "" : "-1252"].join(
    "",
  );
  const etag = `"${object.etag}${variant}"`;
  if (matchesEtag(request.headers.get("If-None-Match"), etag)) {
    await object.body.cancel();
    return new Response(null, { status: 304, headers: { ETag: etag } });
  }
  const isAsStored = variant === "";
  const body = isAsStored ? object.body : await recoded(object.body, type, owner, query);
  return reportResponse(body, params["name"] ?? "", query, {
    ETag: etag,
    "Cache-Control": "private, no-cache",
    ...(isAsStored && { "Content-Length": String(object.size) }),
  });
}

const recoded = (
  stored: ReadableStream<Uint8Array>,
  type: ReportType,
  { party }: Owner,
  { format, charset }: FileQuery,
): Promise<ReadableStream<Uint8Array>> =>
  streamOf(
    format === "csv" ? decoded(stored) : textOf(columnsOf(type, party), linesOfCsv(decoded(stored)), format),
    charset,
  );

/** One answer for every report that a caller does not have. */
export function unknownReport(): never {
  throw new Failure("UNKNOWN_REPORT", "There is no such report.");
}
