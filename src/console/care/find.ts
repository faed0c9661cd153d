// One box, several meanings: what was typed is looked up in every way that the party may look, at the same time. Merchants
// look by our id and by their own, never by a customer.
import type { Party } from "../../api/authenticate";
import type { Reseller } from "../../catalogue/schema";
import { ownId } from "../../entitlement/id";
import type { EntitlementView } from "../../entitlement/record";
import { ask, type Reply } from "../ask";
import type { SignedIn } from "../page";
import { BASE, partyOf } from "./record";

export type By = "entitlement" | "external" | "customer" | "merchant";

/** What was found in one way; `cursor` leads on where there is more. */
export interface Found {
  by: By;
  entitlements: EntitlementView[];
  cursor: string | null;
}

/** The ways of a party, the most precise first. */
const WAYS: Record<Party, readonly By[]> = {
  RESELLER: ["entitlement", "external", "customer", "merchant"],
  MERCHANT: ["entitlement", "merchant"],
  OPERATOR: ["entitlement", "external", "customer", "merchant"],
};

/** An operator that names no reseller asks for a customer at each; beyond this many it has to name one. */
export const MOST_RESELLERS = 20;

/** A reseller of an environment, to which an operator narrows its search. */
export type Whose = Pick<Reseller, "environment" | "resellerKey">;

/** What an operator looks through: one reseller of its choice, or all. Empty for others, who have no choice. */
export interface Scope {
  chosen: Whose | null;
  all: readonly Whose[];
}

interface List {
  entitlements: EntitlementView[];
  nextCursor?: string | null;
}

/** Looks in all ways of the party, or on in one of them. Each entitlement is in the first of the ways that led to it. */
export async function find(
  visit: SignedIn,
  text: string,
  scope: Scope,
  on: { by: By; cursor: string } | null = null,
): Promise<Found[]> {
  const ways = on === null ? WAYS[partyOf(visit)] : [on.by];
  const found = await Promise.all(ways.map((by) => foundBy(visit, by, text, scope, on?.cursor ?? null)));
  const seen = new Set<string>();
  return found.map((one) => ({
    ...one,
    entitlements: one.entitlements.filter(
      ({ entitlementId }) => !seen.has(entitlementId) && seen.add(entitlementId),
    ),
  }));
}

async function foundBy(
  visit: SignedIn,
  by: By,
  text: string,
  scope: Scope,
  cursor: string | null,
): Promise<Found> {
  const replies = await Promise.all(questions(visit, by, text, scope, cursor));
  const lists = replies.map((reply) => (reply.ok ? reply.body : { entitlements: [] }));
  return {
    by,
    entitlements: lists.flatMap(({ entitlements }) => entitlements),
    cursor: lists.length === 1 ? (lists[0]?.nextCursor ?? null) : null,
  };
}

function questions(
  visit: SignedIn,
  by: By,
  text: string,
  scope: Scope,
  cursor: string | null,
): Promise<Reply<List>>[] {
  const party = partyOf(visit);
  const base = BASE[party];
  if (by === "entitlement") return ownId(text) === null ? [] : [single(visit, `${base}/${ownId(text)}`)];
  if (party === "MERCHANT") {
    const query = new URLSearchParams({ merchantEntitlementId: text });
    return [ask<List>(visit, "GET", `${base}?${query}`)];
  }
  const member = {
    external: "externalEntitlementId",
    customer: "customerIdentifier",
    merchant: "merchantEntitlementId",
  };
  const body = { [member[by]]: text, ...(cursor !== null && { cursor }) };
  if (party === "RESELLER") return [ask<List>(visit, "POST", `${base}/report`, { body })];
  const asked = (whose: Partial<Whose>) =>
    ask<List>(visit, "POST", `${base}/find`, { body: { ...body, ...whose } });
  const { chosen, all } = scope;
  if (by === "external") return [asked(chosen ?? {})];
  if (by === "merchant") return [asked(chosen === null ? {} : { environment: chosen.environment })];
  return (chosen === null ? all : [chosen]).map(asked);
}

/** A single record as a list of one. */
async function single(visit: SignedIn, path: string): Promise<Reply<List>> {
  const reply = await ask<EntitlementView>(visit, "GET", path);
  return reply.ok ? { ...reply, body: { entitlements: [reply.body] } } : reply;
}
