// Every kind of job, one row each.
import { batch } from "./batch/batch";
import { exportKind } from "./export/kind";
import { importKind } from "./import/kind";
import type { JobKind } from "./kind";
import { reconciliation } from "./reconciliation/reconciliation";
import { repair } from "./repair/repair";

export const KINDS: readonly JobKind[] = [batch, reconciliation, repair, importKind, exportKind];

/** A kind by its name, or null. */
export const kindOf = (name: string): JobKind | null => KINDS.find((kind) => kind.name === name) ?? null;
