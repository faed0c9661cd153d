// A row of the console's page table, and what its handler gets and gives back. What is done in a page is done by the API's
// own routes (ask.ts), as whoever is signed in.
import type { ComponentChildren } from "preact";
import type { Authenticated, Party } from "../api/authenticate";
import type { Seed } from "../catalogue/cache";

/** One request to a page, with everything about it that has been checked already. */
export interface Visit {
  env: Env;
  ctx: ExecutionContext;
  seed: Seed | null;
  request: Request;
  requestId: string;
  url: URL;
  params: Record<string, string>;
  /** Whoever is signed in; on a guest's page perhaps nobody. */
  who: Authenticated | null;
  /** What every form has to carry. */
  formToken: string;
  /** The fields of a form; empty in a GET. */
  form: URLSearchParams;
  /** The file of a form that has one. */
  file: File | null;
}

/** A visit of somebody who is signed in. */
export interface SignedIn extends Visit {
  who: Authenticated;
}

/** A page to be shown: the layout comes around it. */
export interface View {
  /** The heading, and the title of the window. */
  title: string;
  body: ComponentChildren;
  /** Above the heading: where this page belongs. */
  trail?: { label: string; href: string }[];
  status?: number;
  /** In the navigation, of a page that has no entry itself: the path of the one it belongs to. */
  under?: string;
  headers?: Record<string, string>;
  /** Without navigation and account, whoever looks. */
  bare?: boolean;
  /** Small, and in the middle. */
  alone?: boolean;
}

/** A view, or an answer that needs no layout: a redirect, a file, JSON. */
export type Shown = View | Response;

interface Row {
  method: "GET" | "POST";
  path: string;
  /** Its name in the navigation, if it has an entry. */
  entry: string | null;
  /** How large a form may be. */
  mostBytes: number;
  /** Its form has a file. */
  takesFile: boolean;
  /** Asked for by a page's script, again and again: no sign that anybody is there, so it keeps no session alive. */
  byScript: boolean;
}

/** A page for parties; for anybody else who is signed in there is no such page. */
interface PartyPage extends Row {
  parties: readonly Party[];
  handler: (visit: SignedIn) => Shown | Promise<Shown>;
}

/** A page for everybody, signed in or not. */
interface GuestPage extends Row {
  parties: null;
  handler: (visit: Visit) => Shown | Promise<Shown>;
}

export type Page = PartyPage | GuestPage;

interface Definition {
  entry?: string;
  mostBytes?: number;
  takesFile?: boolean;
  byScript?: boolean;
}

const MOST_FORM_BYTES = 64 * 1024;

/** A row of the table, for those parties. */
export const forParties =
  (...parties: Party[]) =>
  (
    method: Page["method"],
    path: string,
    handler: PartyPage["handler"],
    { entry, mostBytes = MOST_FORM_BYTES, takesFile = false, byScript = false }: Definition = {},
  ): Page => ({ method, path, parties, entry: entry ?? null, mostBytes, takesFile, byScript, handler });

/** A row for everybody; nobody may be signed in. */
export const forGuests = (method: Page["method"], path: string, handler: GuestPage["handler"]): Page => ({
  method,
  path,
  parties: null,
  entry: null,
  mostBytes: MOST_FORM_BYTES,
  takesFile: false,
  byScript: false,
  handler,
});

/** Sends the browser on with a GET (RFC 9110 §15.4.4): what follows a form that did something. */
export const seeOther = (location: string, headers: Record<string, string> = {}): Response =>
  new Response(null, { status: 303, headers: { Location: location, ...headers } });
