// GET /console/reports/file/{partner}/{name}: a file, in the encoding that the link asks for.
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import { passedOn } from "./passOn";
import { whoseOf } from "./whose";

export async function downloadFile(visit: SignedIn): Promise<Shown> {
  const whose = whoseOf(visit);
  if (whose === null) return errorView("UNKNOWN_REPORT");
  const { partner = "", name = "" } = visit.params;
  // The query is the API's own; it refuses what it does not know.
  const path = `${whose.root}/reports/${encodeURIComponent(partner)}/${encodeURIComponent(name)}`;
  const file = await passedOn(visit, path + visit.url.search);
  return file instanceof Response ? file : errorView(file);
}
