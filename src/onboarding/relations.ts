// What one item of the catalogue needs of another: merchants of products, both ends of a route, the organisation of a
// credential, and that nobody promises more than the merchant's connector can do. Looked at in the catalogue as it
// would be; a relation of which the document says nothing is not its business.
import type { Merchant, Product } from "../catalogue/schema";
import { keyOf, type Entry, type Kind } from "../catalogue/store";
import type { Issue } from "../shared/issues";

/** An item, and where the document says so; null for one that is stored and left alone. */
export type Placed = Entry & { at: string | null };

export const SECTIONS = {
  merchant: "merchants",
  product: "products",
  route: "routes",
  reseller: "resellers",
  credential: "credentials",
} as const satisfies Record<Kind, string>;

/** How people write an item's key: its parts with slashes between. */
export const shownKey = ({ kind, item }: Entry): string => keyOf(kind, item).replaceAll("\n", "/");

interface Need {
  kind: "merchant" | "reseller";
  environment: string;
  key: string;
  /** The field that names it. */
  field: string;
}

type Found = { at: string | null; item: Merchant } | null;

/** What is wrong between the items of the catalogue as it would be. */
export function relationIssues(all: readonly Placed[], given: ReadonlySet<Kind>): Issue[] {
  const byKey = new Map(all.map((one) => [`${one.kind}\n${keyOf(one.kind, one.item)}`, one]));
  return all.flatMap((one) => {
    const merchant = byKey.get(`merchant\n${merchantOf(one)}`);
    const found = merchant?.kind === "merchant" ? merchant : null;
    return [
      ...needsOf(one)
        .filter(({ kind, environment, key }) => !byKey.has(`${kind}\n${environment}\n${key}`))
        .filter(({ kind }) => one.at !== null || given.has(kind))
        .map((need) => missing(one, need)),
      ...tooWide(one, found).flatMap((field) => promised(one, field, found)),
    ];
  });
}

function needsOf(one: Placed): Need[] {
  switch (one.kind) {
    case "merchant":
    case "reseller":
      return [];
    case "product": {
      const { environment, merchantAccountKey: key } = one.item;
      return [{ kind: "merchant", environment, key, field: "merchantAccountKey" }];
    }
    case "route": {
      const { environment, merchantAccountKey, resellerKey } = one.item;
      return [
        { kind: "reseller", environment, key: resellerKey, field: "resellerKey" },
        { kind: "merchant", environment, key: merchantAccountKey, field: "merchantAccountKey" },
      ];
    }
    case "credential": {
      const { party, environment, organisation: key, revoked } = one.item;
      if (party === "OPERATOR" || environment === null || revoked) return [];
      return [
        { kind: party === "RESELLER" ? "reseller" : "merchant", environment, key, field: "organisation" },
      ];
    }
  }
}

/** At the field that names it where the document does, else at the section that no longer has it. */
function missing(one: Placed, { kind, environment, key, field }: Need): Issue {
  const name = `${kind} ${environment}/${key}`;
  if (one.at !== null) return { path: `${one.at}.${field}`, message: `There is no ${name}.` };
  return { path: SECTIONS[kind], message: `${name} is missing, and ${one.kind} ${shownKey(one)} needs it.` };
}

const merchantOf = ({ kind, item }: Placed): string =>
  kind === "product" || kind === "route" ? `${item.environment}\n${item.merchantAccountKey}` : "";

/** The fields in which a product or route promises more than the merchant's connector can do. */
function tooWide(one: Placed, merchant: Found): string[] {
  const all = merchant?.item.capabilities ?? null;
  const own = promisesOf(one);
  if (all === null || own === null) return [];
  const { activation, verbs, endOfPeriodCancel, userStepOnChange } = own;
  const fields = [
    ...(verbs?.some((verb) => !all.verbs.includes(verb)) ? ["verbs"] : []),
    ...(activation === "ASYNC" && all.activation === "SYNC" ? ["activation"] : []),
    ...(endOfPeriodCancel && !all.endOfPeriodCancel ? ["endOfPeriodCancel"] : []),
    ...(userStepOnChange && !all.userStepOnChange ? ["userStepOnChange"] : []),
  ];
  return one.kind === "product" ? fields.map((field) => `capabilities.${field}`) : fields;
}

function promisesOf({ kind, item }: Placed): Product["capabilities"] | null {
  if (kind === "product") return item.capabilities;
  return kind === "route" && item.verbs !== null ? { verbs: item.verbs } : null;
}

/** A promise too wide: at the promise where the document makes it, else at the connector that no longer keeps it. */
function promised(one: Placed, field: string, merchant: Found): Issue[] {
  if (one.at !== null)
    return [{ path: `${one.at}.${field}`, message: "The merchant's connector cannot do that." }];
  if (!merchant || merchant.at === null) return [];
  const message = `Cannot do what ${one.kind} ${shownKey(one)} has in ${field}.`;
  return [{ path: `${merchant.at}.connector`, message }];
}
