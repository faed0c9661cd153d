// Five weeks of TELCO's sales as its feed has them, so that a server finds reports due: several days, a week that is over
// and a month. Small, and the same in every run but for the days.
import { inserts, seedStore } from "./seedStore.ts";

const DAY_MS = 86_400_000;
const DAYS = 33;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;

const iso = (at: number): string => new Date(at).toISOString();

/** The id of the entitlement that was sold on a day, counted back from today. */
export const soldDaysAgo = (days: number): string =>
  `00${days.toString(16).padStart(6, "0")}-0000-8000-8000-${days.toString(16).padStart(12, "0")}`;

function bodyOf(days: number, version: number, status: string, at: number): string {
  const sold = TODAY - days * DAY_MS + 9 * 3_600_000;
  return JSON.stringify({
    responseCode: "OK",
    responseMessage: "Success",
    entitlementId: soldDaysAgo(days),
    externalEntitlementId: null,
    merchantEntitlementId: `music-${days}`,
    status,
    customerIdentifier: `+49 151 ${days.toString().padStart(7, "0")}`,
    sharedCustomerId: `shared-${days}`,
    platformUserId: `user-${days}`,
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC_INSTANT",
    offerKey: null,
    entitlementDisplayName: "Music Instant",
    activationCode: null,
    notificationUrl: "https://reseller.invalid/hook",
    dateCreated: iso(sold),
    dateActivated: iso(sold),
    dateSuspended: null,
    dateResumed: null,
    dateExpiry: null,
    dateEnded: status === "CANCELLED" ? iso(at) : null,
    dateLastUpdated: iso(at),
    extensionData: { shop: "Köln", note: "“Élan”, 1 GB" },
    merchantExtensionData: null,
    terminationReason: null,
    environment: "sandbox",
    version,
    parameters: null,
  });
}

/** One is sold each day, and each third ends two days later. */
function feed(): unknown[][] {
  const versions = Array.from({ length: DAYS }, (_, at) => DAYS - at).flatMap((days) => {
    const sold = TODAY - days * DAY_MS + 9 * 3_600_000;
    const ended = sold + 2 * DAY_MS + 3_600_000;
    const first = { at: sold, days, version: 1, status: "ACTIVE" };
    const ends = days % 3 === 0 && ended < TODAY;
    return [first, ...(ends ? [{ at: ended, days, version: 2, status: "CANCELLED" }] : [])];
  });
  return versions
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, days, version, status }, position) => {
      const before = version === 1 ? ["NONE", null, null] : ["ACTIVE", "MUSIC_INSTANT", 2];
      const body = bodyOf(days, version, status, at);
      return ["sandbox:TELCO", position + 1, soldDaysAgo(days), version, at, at, body, ...before, null];
    });
}

/** Puts the weeks into a state that no server uses yet. */
export const seedWeeks = (state: string): Promise<void> =>
  seedStore(state, inserts("feed", feed()).join("\n"));
