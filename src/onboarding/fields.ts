// An item as fields in the document's words, for comparing and showing. A secret has its stored text to be compared by,
// and never more than a word to be shown.
import { AUTHENTICATION_SECRETS } from "../catalogue/schema";
import { keyOf, type Entry } from "../catalogue/store";
import type { Json } from "../shared/json";
import { currentOf, type Version } from "./stored";

export interface Field {
  value: Json;
  secret: boolean;
}

type Tree = { [member: string]: Json };

/** The fields of an item by path; null members are left out, and what stands in the key. */
export function fieldsOf(entry: Entry, versions: readonly Version[]): Map<string, Field> {
  const { plain, secrets } = treeOf(entry, versions);
  const fields = new Map<string, Field>();
  flatten(plain, "", (path, value) => fields.set(path, { value, secret: false }));
  flatten(secrets, "", (path, value) => fields.set(path, { value, secret: true }));
  for (const path of ["environment", "merchantAccountKey", "productKey", "resellerKey", "id"])
    if (entry.kind !== "credential" || path === "id") fields.delete(path);
  return fields;
}

function treeOf(entry: Entry, versions: readonly Version[]): { plain: Tree; secrets: Tree } {
  switch (entry.kind) {
    case "merchant": {
      const { secrets, connector: type, ...plain } = entry.item;
      const body = currentOf(entry.item, versions)?.body ?? "{}";
      const definition: Tree = JSON.parse(body);
      return { plain: { ...plain, connector: { type, ...definition } }, secrets: { secrets } };
    }
    case "reseller": {
      const { signingSecrets, authentication: given, ...rest } = entry.item;
      const authentication: Tree = JSON.parse(JSON.stringify(given));
      const part = (secret: boolean): Tree =>
        Object.fromEntries(
          Object.entries(authentication).filter(([name]) => AUTHENTICATION_SECRETS.includes(name) === secret),
        );
      return {
        plain: { ...rest, authentication: part(false) },
        secrets: { signingSecrets: numbered(signingSecrets), authentication: part(true) },
      };
    }
    case "credential": {
      const { secrets, ...plain } = entry.item;
      return { plain, secrets: { secrets: numbered(secrets.map(({ hash }) => hash)) } };
    }
    case "product":
    case "route":
      return { plain: JSON.parse(JSON.stringify(entry.item)), secrets: {} };
  }
}

/** One field per place, so that a rotation shows which one is new. */
const numbered = (values: readonly string[]): Tree => Object.fromEntries(values.entries());

/** Objects, and arrays that hold any, become paths; everything else is a value. */
function flatten(value: Json, path: string, leaf: (path: string, value: Json) => void): void {
  if (value === null) return;
  const nested =
    typeof value === "object" &&
    (!Array.isArray(value) || value.some((one) => typeof one === "object" && one !== null));
  if (!nested) return leaf(path, value);
  for (const [name, member] of Object.entries(value))
    flatten(member, path === "" ? name : `${path}.${name}`, leaf);
}

export const storageKey = ({ kind, item }: Entry): string => `${kind}\n${keyOf(kind, item)}`;
