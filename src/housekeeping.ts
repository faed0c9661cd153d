// The hourly look at everything: what was held, what fell asleep, statistics, reports, and jobs that are over.
import { keepJobs } from "./jobs/housekeeping";
import { keepHouse } from "./operations/housekeeping";

/** Both parts of the hour, at the same time: one that fails does not keep the other from its work. */
export const keepAll = (env: Env): Promise<unknown> => Promise.all([keepHouse(env), keepJobs(env)]);
