// Finding an entitlement.
import type { Shown } from "../page";

export const searchForm = (): Shown => ({ title: "Care", body: <p>Soon.</p> });
