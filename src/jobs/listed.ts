// A job as the list in the query store finds it.
import { jobOwnerOf, type ListedJob } from "../projection/jobs";
import type { JobState } from "./state";

export const listedOf = ({ owner, created, id, kind }: JobState): Omit<ListedJob, "state"> => ({
  owner: jobOwnerOf(owner.environment, owner.party, owner.key),
  created,
  id,
  kind,
});
