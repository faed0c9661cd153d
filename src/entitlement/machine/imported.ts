// An entitlement that another system had: its state and key dates, no history. Here is what such a record has to be so that
// it can stand on its own, and the version that it begins with. `FAILED` is not in it: nobody here could find out the truth.
import type { Terms } from "../../catalogue/terms";
import type { Issue } from "../../shared/issues";
import type { ScalarRecord } from "../../shared/scalars";
import type {
  Actor,
  Environment,
  ImportedFrom,
  NotificationReason,
  State,
  Step,
  TerminationReason,
} from "../state";
import { commit } from "./changes";
import { DEFAULT_REASONS } from "./termination";

/** The statuses that can be brought. */
export const IMPORTABLE = [
  "PENDING",
  "ACTIVE",
  "ACTIVE-ENDING",
  "SUSPENDED",
  "CANCELLED",
  "REVOKED",
] as const;
export type Importable = (typeof IMPORTABLE)[number];

/** Who can have suspended or cancelled what is brought. */
export const IMPORT_SIDES = ["RESELLER", "MERCHANT"] as const;
type ImportSide = (typeof IMPORT_SIDES)[number];

/** Of a record that is brought: what follows the status. Times are epoch milliseconds. */
export interface Standing {
  status: Importable;
  dateCreated: number | null;
  dateActivated: number | null;
  dateSuspended: number | null;
  dateResumed: number | null;
  dateExpiry: number | null;
  dateEnded: number | null;
  terminationReason: TerminationReason | null;
  suspendedBy: ImportSide | null;
  endingBy: ImportSide | null;
}

/** A checked record with what the catalogue says about it. */
export interface Imported extends Standing {
  entitlementId: string;
  environment: Environment;
  resellerKey: string;
  customerIdentifier: string;
  merchantAccountKey: string;
  productKey: string;
  offerKey: string | null;
  entitlementDisplayName: string;
  terms: Terms;
  notificationUrl: string | null;
  externalEntitlementId: string | null;
  merchantEntitlementId: string | null;
  platformUserId: string | null;
  sharedCustomerId: string | null;
  activationCode: string | null;
  extensionData: ScalarRecord | null;
  merchantExtensionData: ScalarRecord | null;
  /** SHA-256 over what was brought: the same again is recognised by it. */
  createHash: string;
  imported: ImportedFrom;
}

export const isEnded = (status: Importable): boolean => status === "CANCELLED" || status === "REVOKED";

const ENDS = ["ACTIVE-ENDING", "CANCELLED", "REVOKED"] as const;
const WAS_ACTIVE = ["ACTIVE", "SUSPENDED", ...ENDS] as const;

/** The statuses that a field can stand beside. */
const BESIDE: Partial<Record<keyof Standing, readonly Importable[]>> = {
  dateActivated: WAS_ACTIVE,
  dateSuspended: WAS_ACTIVE,
  dateResumed: WAS_ACTIVE,
  dateEnded: ENDS,
  terminationReason: ENDS,
  suspendedBy: ["SUSPENDED"],
  endingBy: ["ACTIVE-ENDING"],
};

const PAST = ["dateCreated", "dateActivated", "dateSuspended", "dateResumed"] as const;
const AFTER_CREATION = ["dateActivated", "dateSuspended", "dateResumed", "dateExpiry", "dateEnded"] as const;

/** Why a record cannot stand on its own at this moment, by field; empty when it can. */
export function standingIssues(given: Standing, now: number): Issue[] {
  const { status, dateCreated, dateEnded, dateExpiry } = given;
  const issues: Issue[] = [];
  const refuse = (path: keyof Standing, message: string): void => void issues.push({ path, message });
  for (const [path, statuses] of Object.entries(BESIDE) as [keyof Standing, readonly Importable[]][])
    if (given[path] !== null && !statuses.includes(status))
      refuse(path, `Must be absent while the status is ${status}.`);
  for (const path of PAST) if ((given[path] ?? 0) > now) refuse(path, "Must not lie in the future.");
  for (const path of AFTER_CREATION)
    if (dateCreated !== null && (given[path] ?? dateCreated) < dateCreated)
      refuse(path, "Must not be before dateCreated.");
  if (!isEnded(status) && dateExpiry !== null && dateExpiry <= now)
    refuse("dateExpiry", `Must lie in the future while the status is ${status}.`);
  if (status === "ACTIVE-ENDING" && (dateEnded ?? 0) <= now)
    refuse("dateEnded", "Required, and must lie in the future while the status is ACTIVE-ENDING.");
  if (isEnded(status) && (dateEnded ?? Infinity) > now)
    refuse("dateEnded", `Required, and must not lie in the future once the status is ${status}.`);
  return issues;
}

/** What the reseller is told of where that is asked for; nothing of what waits for a customer, for there is no link. */
const NOTIFIES: Record<Importable, NotificationReason | null> = {
  PENDING: null,
  ACTIVE: "ACTIVATION_SUCCESS",
  "ACTIVE-ENDING": "TERMINATION_PENDING",
  SUSPENDED: "SUSPENSION_SUCCESS",
  CANCELLED: "TERMINATION_SUCCESS",
  REVOKED: "TERMINATION_SUCCESS",
};

/** Version 1 of what is brought. */
export function imported(
  given: Imported,
  pseudonyms: Pick<State, "platformUserId" | "sharedCustomerId">,
  { actor, now, notify }: { actor: Actor; now: number; notify: boolean },
): Step {
  const { status, imported: from } = given;
  const state: State = {
    ...given,
    platformUserId: pseudonyms.platformUserId,
    sharedCustomerId: pseudonyms.sharedCustomerId,
    dateCreated: creationOf(given, now),
    dateActivated: given.dateActivated ?? (isOn(status) ? creationOf(given, now) : null),
    terminationReason: reasonOf(given),
    suspendedBy: status === "SUSPENDED" ? (given.suspendedBy ?? "RESELLER") : null,
    endingBy: status === "ACTIVE-ENDING" ? (given.endingBy ?? "RESELLER") : null,
    version: 0,
    dateLastUpdated: now,
    activation: null,
    lapsesAt: status === "PENDING" ? lapseOf(given.terms, now) : null,
    endedByMerchant: null,
    previous: null,
    operation: null,
    revokeNext: null,
    tasks: [],
  };
  const note = `import ${from.jobId}, row ${from.row}`;
  return commit(state, {}, { actor, now, command: "import", note }, notify ? NOTIFIES[status] : null);
}

const isOn = (status: Importable): boolean => status !== "PENDING" && !isEnded(status);

/** When it began: what is not known is as early as anything that is. */
export function creationOf(given: Standing, now: number): number {
  const ended = isEnded(given.status) ? given.dateEnded : null;
  const known = [given.dateActivated, given.dateSuspended, given.dateResumed, ended];
  return given.dateCreated ?? Math.min(...known.filter((at) => at !== null), now);
}

function reasonOf({ status, terminationReason }: Imported): TerminationReason | null {
  if (terminationReason !== null || status === "PENDING" || status === "ACTIVE" || status === "SUSPENDED")
    return terminationReason;
  return DEFAULT_REASONS[status === "REVOKED" ? "REVOKED" : "CANCELLED"];
}

const lapseOf = ({ signUpTtlMs }: Terms, now: number): number | null =>
  signUpTtlMs === null ? null : now + signUpTtlMs;
