// Which files are asked for, read from the address of the page, and the addresses that ask for them. Days are inclusive
// here, as people say them; the API's upper bounds are exclusive. What makes no sense goes to the API, which says so.
import { dateOf, DAY_MS, dayFrom } from "../../reports/period";
import { PATH, type Whose } from "./whose";

export interface Asked {
  type: string;
  frequency: string;
  partner: string;
  /** Of the periods' first days. */
  first: string;
  last: string;
}

/** Each field of the form by what the API calls it: its refusals name them so. */
export const FIELDS: Record<string, keyof Asked> = {
  type: "type",
  frequency: "frequency",
  from: "first",
  to: "last",
  merchantAccountKey: "partner",
  resellerKey: "partner",
};

export const askedOf = (query: URLSearchParams): Asked => {
  const field = (name: keyof Asked): string => query.get(name)?.trim() ?? "";
  return {
    type: field("type"),
    frequency: field("frequency"),
    partner: field("partner"),
    first: field("first"),
    last: field("last"),
  };
};

/** Whether only some files are asked for. */
export const isFiltered = (asked: Asked): boolean => Object.values(asked).some((value) => value !== "");

/** The day after a date; another text as it is. */
export function dayAfter(date: string): string {
  const day = dayFrom(date);
  return day === null ? date : dateOf(day + DAY_MS);
}

/** A day of the four reports of one pair stays together. */
const PAGE = 24;

/** Where the API lists these files. */
export function listPath({ root, named, partner }: Whose, asked: Asked, cursor: string | null): string {
  const { type, frequency, first, last } = asked;
  const bounds = { from: first, to: dayAfter(last) };
  const query = { type, frequency, ...bounds, [partner.field]: asked.partner, limit: String(PAGE) };
  return `${root}/reports?${given({ ...named, ...query, cursor: cursor ?? "" })}`;
}

/** Where this page lists them. */
export const addressOf = ({ named }: Whose, asked: Asked | null, cursor: string | null): string => {
  const query = given({ ...named, ...asked, cursor: cursor ?? "" }).toString();
  return `${PATH}${query && `?${query}`}`;
};

/** A query of what is not empty. */
export const given = (fields: Record<string, string>): URLSearchParams =>
  new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ""));
