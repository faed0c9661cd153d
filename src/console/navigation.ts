// The navigation of a party: the pages that have an entry, in the order of the table.
import type { Party } from "../api/authenticate";
import { PAGES } from "./pages";

export interface Entry {
  label: string;
  href: string;
  current: boolean;
}

/** The entries of a party; `path` is where it is, or what that belongs to. */
export const entriesOf = (party: Party, path: string): Entry[] =>
  PAGES.filter(({ parties, entry }) => entry !== null && parties?.includes(party)).map((page) => ({
    label: page.entry ?? "",
    href: page.path,
    current: page.path === path,
  }));
