// GET /console/jobs/{jobId}/results/{name}: a file that a job made, passed on as it comes.
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import { passedOn } from "../reports/passOn";
import { rootOf } from "./words";

export async function downloadResult(visit: SignedIn): Promise<Shown> {
  const { jobId = "", name = "" } = visit.params;
  const path = `${rootOf(visit)}/${encodeURIComponent(jobId)}/results/${encodeURIComponent(name)}`;
  const file = await passedOn(visit, path);
  return file instanceof Response ? file : errorView(file);
}
