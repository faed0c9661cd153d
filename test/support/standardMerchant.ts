// The tests' side of the two standard merchants that run beside them (test/node/support/merchant.ts).
import { inject } from "vitest";

/** Origins of the merchants, and where the absent one is told to leave or to come back. */
export interface MerchantUrls {
  faulty: string;
  absent: string;
  door: string;
}

declare module "vitest" {
  interface ProvidedContext {
    merchantUrls: MerchantUrls;
  }
}

/** Origins of the merchants, and where the absent one is told to leave or to come back. */
export interface MerchantUrls {
  faulty: string;
  absent: string;
  door: string;
}

/** What goes wrong with one request whose body has the text `about`. */
export interface Fault {
  kind: "status" | "reset" | "hang" | "garbage";
  about: string;
  /** Whether the request takes effect all the same. */
  effect: boolean;
}

const { faulty, absent, door } = inject("merchantUrls");

/** Where each merchant of the catalogue has its API. */
export const ORIGINS = { FAULTY: faulty, ABSENT: absent } as const;

const put = async (url: string, body: unknown): Promise<void> => {
  await (await fetch(url, { method: "PUT", body: JSON.stringify(body) })).arrayBuffer();
};

/** From now on these go wrong, and nothing else. */
export const goWrong = (faults: Fault[]): Promise<void> => put(`${faulty}/~faults`, faults);

/** While it is not present, the absent merchant's port refuses connections. */
export const present = (listens: boolean): Promise<void> => put(door, listens);

/** How often each request id took effect, at both merchants together. */
export async function effects(): Promise<Record<string, number>> {
  const both = await Promise.all(
    Object.values(ORIGINS).map(async (origin) => (await fetch(`${origin}/~effects`)).json()),
  );
  return Object.assign({}, ...both);
}
