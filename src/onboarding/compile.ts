// From the document to what is stored: every section item by item, then what they need of each other. Nothing is
// written here; what is wrong is said with the path of the field that is.
import { keyOf, type Entry, type Kind } from "../catalogue/store";
import type { Issue } from "../shared/issues";
import { compileMerchant } from "./compileMerchant";
import { compileCredential, compileProduct, compileReseller, compileRoute } from "./compileOthers";
import type { Document } from "./document";
import { relationIssues, SECTIONS, type Placed } from "./relations";
import type { Stored, Version } from "./stored";

export interface Wanted {
  /** The kinds whose sections the document has. */
  kinds: ReadonlySet<Kind>;
  /** Every item of those kinds. */
  entries: Entry[];
  /** The version that each merchant of the document is to run on. */
  versions: Version[];
}

export type Compiled = { kind: "wanted"; wanted: Wanted } | { kind: "invalid"; issues: Issue[] };

export const KINDS = ["merchant", "product", "reseller", "route", "credential"] as const satisfies Kind[];

export async function compile(
  env: Pick<Env, "CATALOGUE_KEY" | "ALLOW_LOOPBACK_TARGETS">,
  stored: Stored,
  document: Document,
): Promise<Compiled> {
  const { catalogue } = stored;
  const issues: Issue[] = [];
  const versions: Version[] = [];
  const placed: Placed[] = [];
  const add = (entry: Entry, at: string, found: Issue[] = []) => {
    placed.push({ ...entry, at });
    issues.push(...found);
  };

  for (const [at, entry] of placesOf("merchant", document.merchants)) {
    const { item, version, issues: found } = await compileMerchant(env, stored, entry, at);
    add({ kind: "merchant", item }, at, found);
    if (version) versions.push(version);
  }
  for (const [at, entry] of placesOf("product", document.products))
    add({ kind: "product", item: compileProduct(entry) }, at);
  for (const [at, entry] of placesOf("route", document.routes))
    add({ kind: "route", item: compileRoute(entry) }, at);
  for (const [at, entry] of placesOf("reseller", document.resellers)) {
    const before = catalogue.get("reseller", entry.environment, entry.resellerKey);
    const { item, issues: found } = await compileReseller(env, before, entry, at);
    add({ kind: "reseller", item }, at, found);
  }
  for (const [at, entry] of placesOf("credential", document.credentials)) {
    const before = catalogue.get("credential", entry.id);
    const { item, issues: found } = await compileCredential(before, entry, at);
    add({ kind: "credential", item }, at, found);
  }

  const kinds = new Set(KINDS.filter((kind) => (document[SECTIONS[kind]] ?? null) !== null));
  const left = KINDS.filter((kind) => !kinds.has(kind)).flatMap((kind) => storedOf(stored, kind));
  issues.push(...duplicates(placed), ...relationIssues([...placed, ...left], kinds));
  if (issues.length > 0) return { kind: "invalid", issues };
  return {
    kind: "wanted",
    wanted: { kinds, entries: placed.map(({ kind, item }) => ({ kind, item }) as Entry), versions },
  };
}

/** The entries of a section with their paths. */
const placesOf = <T>(kind: Kind, section: readonly T[] | null | undefined): [string, T][] =>
  (section ?? []).map((entry, index) => [`${SECTIONS[kind]}.${index}`, entry]);

const storedOf = ({ catalogue }: Stored, kind: Kind): Placed[] =>
  catalogue.all(kind).map((item) => ({ kind, item, at: null }) as Placed);

/** A key may stand in a section once. */
function duplicates(placed: readonly Placed[]): Issue[] {
  const first = new Map<string, string>();
  return placed.flatMap(({ kind, item, at }) => {
    const name = `${kind}\n${keyOf(kind, item)}`;
    const before = first.get(name);
    first.set(name, before ?? at ?? "");
    return before === undefined ? [] : [{ path: at ?? "", message: `Has the same key as ${before}.` }];
  });
}
