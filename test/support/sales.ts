// Made-up lives of entitlements, put into the query store by its own code: many, the same in every run, over weeks. For
// tests that look at the log as a whole.
import { env } from "cloudflare:workers";
import { recordFor } from "../../src/entitlement/record";
import type { State, Status } from "../../src/entitlement/state";
import { project } from "../../src/projection/project";
import { TERMS } from "./world";

/** One version of a life. */
export interface Version {
  state: State;
  at: number;
}

export type Life = Version[];

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What may follow a status in a made-up life; `null` ends it. */
const FOLLOWS: Record<Status, Status[]> = {
  PENDING: ["PENDING", "ACTIVE", "ACTIVE", "CANCELLED"],
  ACTIVE: ["ACTIVE", "SUSPENDED", "ACTIVE-ENDING", "CANCELLED", "REVOKED", "PENDING"],
  "ACTIVE-ENDING": ["ACTIVE", "CANCELLED", "ACTIVE-ENDING"],
  SUSPENDED: ["ACTIVE", "REVOKED", "SUSPENDED"],
  FAILED: ["ACTIVE", "CANCELLED"],
  CANCELLED: ["CANCELLED"],
  REVOKED: ["REVOKED"],
};
const DATA = [
  null,
  { note: 'He said "hello", twice' },
  { lines: "one\r\ntwo\nthree", n: 1.5 },
  { name: "Zoë 🎉 ō €", ok: true, none: null },
  { formula: "=1+1" },
];

const pick = <T>(from: readonly T[], roll: number, fallback: T): T =>
  from[Math.floor(roll * from.length)] ?? fallback;

/** An id that says its number, in home 0. */
export const numbered = (number: number): string =>
  `00${((number * 2_654_435_761) >>> 0).toString(16).padStart(8, "0").slice(0, 6)}-0000-8000-8000-${number.toString(16).padStart(12, "0")}`;

export interface Facts {
  environment: "sandbox" | "live";
  resellerKey: string;
  merchantAccountKey: string;
  productKey: string;
}

/** The first version of an entitlement. */
export function born(number: number, facts: Facts, at: number, status: Status, data = DATA[0]): Version {
  const state: State = {
    entitlementId: numbered(number),
    ...facts,
    customerIdentifier: `+49-customer-${number}`,
    sharedCustomerId: `shared-${number}`,
    platformUserId: `user-${number}`,
    externalEntitlementId: null,
    merchantEntitlementId: number % 3 === 0 ? null : `m,${number}`,
    status,
    version: 1,
    offerKey: null,
    entitlementDisplayName: number % 7 === 0 ? 'Video, "all" of it' : "Music",
    activationCode: null,
    notificationUrl: "https://reseller.invalid/secret-hook",
    dateCreated: at,
    dateActivated: status === "ACTIVE" ? at : null,
    dateSuspended: null,
    dateResumed: null,
    dateExpiry: null,
    dateEnded: null,
    dateLastUpdated: at,
    extensionData: data === null || data === undefined ? null : { resellerSecret: `r-${number}`, ...data },
    merchantExtensionData: number % 4 === 0 ? { plan: `p-${number}` } : null,
    terminationReason: null,
    terms: TERMS,
    createHash: "",
    activation: null,
    lapsesAt: null,
    suspendedBy: null,
    endingBy: null,
    endedByMerchant: null,
    previous: null,
    operation: null,
    revokeNext: null,
    tasks: [],
  };
  return { state, at };
}

/** The version after another. */
export function followed(
  { state }: Version,
  at: number,
  status: Status,
  productKey = state.productKey,
): Version {
  const isOver = status === "CANCELLED" || status === "REVOKED";
  return {
    at,
    state: {
      ...state,
      productKey,
      status,
      version: state.version + 1,
      dateLastUpdated: at,
      dateActivated: status === "ACTIVE" ? (state.dateActivated ?? at) : state.dateActivated,
      dateSuspended: status === "SUSPENDED" ? at : state.dateSuspended,
      dateEnded: isOver ? (state.dateEnded ?? at) : state.dateEnded,
    },
  };
}

/** A whole life between two times. */
export function lived(number: number, facts: Facts, from: number, to: number): Life {
  const roll = random(number + 1);
  let at = from + Math.floor(roll() * (to - from));
  const first = pick<Status>(["ACTIVE", "ACTIVE", "PENDING", "FAILED"], roll(), "ACTIVE");
  const life = [born(number, facts, at, first, pick(DATA, roll(), null))];
  let last = life[0];
  while (last !== undefined && roll() < 0.7) {
    // Often soon, so that days have several versions of one; sometimes weeks later.
    at += Math.floor(roll() ** 3 * (to - from) * 0.5) + 1;
    if (at >= to) break;
    const { status, productKey } = last.state;
    const changes = roll() < 0.1 && status !== "CANCELLED" && status !== "REVOKED";
    const product = changes ? `${facts.productKey}_PLUS` : productKey;
    last = followed(last, at, pick(FOLLOWS[status], roll(), status), product);
    life.push(last);
  }
  return life;
}

/** Ships versions of one entitlement, as its object does. */
export async function ship(versions: Life, database = env.DB): Promise<void> {
  const head = versions.at(-1)?.state;
  if (head === undefined) return;
  await project(database, {
    row: {
      entitlementId: head.entitlementId,
      environment: head.environment,
      resellerKey: head.resellerKey,
      merchantAccountKey: head.merchantAccountKey,
      productKey: head.productKey,
      status: head.status,
      externalEntitlementId: head.externalEntitlementId,
      merchantEntitlementId: head.merchantEntitlementId,
      dateCreated: head.dateCreated,
      dateLastUpdated: head.dateLastUpdated,
      version: head.version,
      wakeAt: null,
      body: "{}",
    },
    events: versions.map(({ state, at }) => ({
      version: state.version,
      date: at,
      body: JSON.stringify({ responseCode: "OK", ...recordFor(state, "RESELLER"), parameters: null }),
      merchantData: state.merchantExtensionData === null ? null : JSON.stringify(state.merchantExtensionData),
    })),
  });
}

/** Shipments that go to the store together. */
const TOGETHER = 50;

/** Ships many lives, in their order; the statements are the projection's own, and go out many at a time. */
export async function shipAll(lives: readonly Life[]): Promise<void> {
  const shipped = lives.filter((life) => life.length > 0);
  for (let at = 0; at < shipped.length; at += TOGETHER) {
    const statements: D1PreparedStatement[] = [];
    const collecting = new Proxy(env.DB, {
      get: (database, name) =>
        name === "batch"
          ? async (some: D1PreparedStatement[]) => void statements.push(...some)
          : database.prepare.bind(database),
    });
    for (const life of shipped.slice(at, at + TOGETHER)) await ship(life, collecting);
    await env.DB.batch(statements);
  }
}
