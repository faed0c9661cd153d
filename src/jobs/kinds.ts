// The kinds of job that work for a reseller or a merchant, one row each: those that have files about customers.
import { batch } from "./batch/batch";
import { exportKind } from "./export/kind";
import { importKind } from "./import/kind";
import type { JobKind } from "./kind";
import { reconciliation } from "./reconciliation/reconciliation";
import { repair } from "./repair/repair";

export const PARTIES_KINDS: readonly JobKind[] = [batch, reconciliation, repair, importKind, exportKind];
