// What applying a document would do: the difference between the stored catalogue and the wanted one, item by item and
// field by field, and what it would hit.
import type { Entry, Kind } from "../catalogue/store";
import { countLive, type LiveQuestion } from "../projection/live";
import { canonical, type Json } from "../shared/json";
import { KINDS, type Wanted } from "./compile";
import { fieldsOf, storageKey, type Field } from "./fields";
import { shownKey } from "./relations";
import type { Stored } from "./stored";

/** One field; a secret shows as "(secret)", and null is none. */
export interface FieldChange {
  path: string;
  from: Json;
  to: Json;
}

export interface Change {
  action: "create" | "change" | "remove";
  kind: Kind;
  key: string;
  fields: FieldChange[];
  /** Entitlements that need the item now; 0 where nothing can. */
  liveEntitlements: number;
  /** Whether those would be left without something that they need. */
  strands: boolean;
}

/** A change with what is to be stored; null where the item goes. */
export interface Planned extends Change {
  before: Entry | null;
  after: Entry | null;
}

export interface Plan {
  changes: Planned[];
  /** Items of the document that are stored just so. */
  unchanged: number;
}

/** The differences, without a look at entitlements. */
export function differences(stored: Stored, { kinds, entries, versions }: Wanted): Plan {
  const before = new Map(
    KINDS.filter((kind) => kinds.has(kind))
      .flatMap((kind) => stored.catalogue.all(kind).map((item) => ({ kind, item }) as Entry))
      .map((entry) => [storageKey(entry), entry]),
  );
  const after = new Map(entries.map((entry) => [storageKey(entry), entry]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(byKind);
  const changes = names.flatMap((name): Planned[] => {
    const [old, wanted] = [before.get(name) ?? null, after.get(name) ?? null];
    const fields = compared(old && fieldsOf(old, stored.versions), wanted && fieldsOf(wanted, versions));
    const entry = wanted ?? old;
    if (entry === null || fields.length === 0) return [];
    const action = old === null ? "create" : wanted === null ? "remove" : "change";
    const { kind } = entry;
    return [
      {
        action,
        kind,
        key: shownKey(entry),
        fields,
        liveEntitlements: 0,
        strands: false,
        before: old,
        after: wanted,
      },
    ];
  });
  return { changes, unchanged: after.size - changes.filter((change) => change.action !== "remove").length };
}

/** The plan with what it would hit: only what changes or goes is asked about. */
export async function withLive(env: Pick<Env, "DB">, { changes, unchanged }: Plan): Promise<Plan> {
  const asked = changes.flatMap((change) => {
    const question = change.before && questionOf(change.before);
    return question ? [{ change, question }] : [];
  });
  const counts = await countLive(
    env,
    asked.map(({ question }) => question),
  );
  const live = new Map(asked.map(({ change }, index) => [change, counts[index] ?? 0]));
  return {
    unchanged,
    changes: changes.map((change) => {
      const liveEntitlements = live.get(change) ?? 0;
      return { ...change, liveEntitlements, strands: liveEntitlements > 0 && takesAway(change) };
    }),
  };
}

/** An item that goes, or a merchant that is to be asked in another way. */
const takesAway = ({ action, kind, fields }: Change): boolean =>
  action === "remove" || (kind === "merchant" && fields.some(({ path }) => path === "connector.type"));

/** A change as callers see it. */
export function shownChange(planned: Planned): Change {
  const { before: _, after: __, ...change } = planned;
  return change;
}

function questionOf({ kind, item }: Entry): LiveQuestion | null {
  switch (kind) {
    case "merchant": {
      const { environment, merchantAccountKey } = item;
      return { environment, merchantAccountKey };
    }
    case "product": {
      const { environment, merchantAccountKey, productKey } = item;
      return { environment, merchantAccountKey, productKey };
    }
    case "route": {
      const { environment, merchantAccountKey, resellerKey } = item;
      return { environment, merchantAccountKey, resellerKey };
    }
    case "reseller": {
      const { environment, resellerKey } = item;
      return { environment, resellerKey };
    }
    case "credential":
      return null;
  }
}

function compared(before: Map<string, Field> | null, after: Map<string, Field> | null): FieldChange[] {
  const paths = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  return paths.flatMap((path) => {
    const [from, to] = [before?.get(path), after?.get(path)];
    const same = from !== undefined && to !== undefined && text(from) === text(to);
    return same ? [] : [{ path, from: shown(from), to: shown(to) }];
  });
}

const text = ({ value }: Field): string => canonical(value, false);

const shown = (field: Field | undefined): Json => (field?.secret ? "(secret)" : (field?.value ?? null));

/** In the order in which a reader wants them: kinds as in the document, keys by the alphabet. */
const byKind = (a: string, b: string): number => placeOf(a) - placeOf(b) || (a < b ? -1 : 1);

const placeOf = (name: string): number => KINDS.findIndex((kind) => name.startsWith(`${kind}\n`));
