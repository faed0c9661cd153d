// Every kind of job: the parties' and the operators' own.
import { erasure } from "./erasure/erasure";
import type { JobKind } from "./kind";
import { PARTIES_KINDS } from "./kinds";

export const KINDS: readonly JobKind[] = [...PARTIES_KINDS, erasure];

/** A kind by its name, or null. */
export const kindOf = (name: string): JobKind | null => KINDS.find((kind) => kind.name === name) ?? null;
