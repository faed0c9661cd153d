// The names of everything in the bucket. Keys of organisations are any text, so they are percent-encoded; one that
// would be too long for the store's names (1,024 bytes) is cut, and its digest tells it from others.
import { sha256 } from "../shared/hash";
import type { Scope } from "./scope";

const MOST_CHARACTERS = 200;
const CUT = 100;

/** `~` marks a cut name, so a literal one is encoded. */
const encoded = (key: string): string => encodeURIComponent(key).replaceAll("~", "%7E");

/** An organisation's key as one part of a name. */
export async function segment(key: string): Promise<string> {
  const name = encoded(key);
  return name.length <= MOST_CHARACTERS ? name : `${name.slice(0, CUT)}~${await sha256(key)}`;
}

const folder = async (kind: string, { environment, resellerKey }: Scope): Promise<string> =>
  `${kind}/${environment}/${await segment(resellerKey)}`;

/** Where the archive of a reseller's feed lies, for one home. */
export const archiveFolder = async (scope: Scope, home: number): Promise<string> =>
  `${await folder("log", scope)}/${home}/`;

/** Where a reseller's books lie, one folder per day. */
export const booksFolder = async (scope: Scope): Promise<string> => `${await folder("books", scope)}/`;

/** How far the reports of a reseller have come. */
export const progressKey = async (scope: Scope): Promise<string> => `${await folder("progress", scope)}.json`;

/** The party whose file it is: it lies in its folder, by the other party's key. */
export interface Owner {
  environment: "sandbox" | "live";
  party: "RESELLER" | "MERCHANT";
  key: string;
}

/** Where the files of a pair lie, as one of the two sees them. */
export const filesFolder = async ({ environment, party, key }: Owner, partner: string): Promise<string> =>
  `reports/${environment}/${party.toLowerCase()}/${await segment(key)}/${await segment(partner)}/`;
