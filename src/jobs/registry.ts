// Every kind of job, one row each.
import { batch } from "./batch/batch";
import { exportKind } from "./export/kind";
import { importKind } from "./import/kind";
import { erasure } from "./erasure/erasure";
import type { JobKind } from "./kind";
import { reconciliation } from "./reconciliation/reconciliation";
import { repair } from "./repair/repair";

export const KINDS: readonly JobKind[] = [batch, reconciliation, repair, importKind, exportKind, erasure];

/** A kind by its name, or null. */
export const kindOf = (name: string): JobKind | null => KINDS.find((kind) => kind.name === name) ?? null;
