// The versions of a merchant's connector: shown, and gone back to.
import { readDefinition } from "../catalogue/definitions";
import type { Merchant } from "../catalogue/schema";
import { countLive } from "../projection/live";
import { iso } from "../shared/clock";
import type { Issue } from "../shared/issues";
import type { Operator } from "./apply";
import { definedBy, unusable, type Given } from "./connector";
import { readStored, versionsOf, type Stored, type Version } from "./stored";
import { change, type Writing } from "./write";

export interface ShownVersion {
  version: number;
  type: string;
  created: string | null;
  current: boolean;
}

export interface MerchantName {
  environment: "sandbox" | "live";
  merchantAccountKey: string;
}

/** The versions of a merchant's connector, newest first; null where there is no such merchant. */
export async function listVersions(
  env: Pick<Env, "CATALOGUE">,
  { environment, merchantAccountKey }: MerchantName,
): Promise<ShownVersion[] | null> {
  const stored = await readStored(env.CATALOGUE);
  const merchant = stored.catalogue.get("merchant", environment, merchantAccountKey);
  return merchant && shownVersions(merchant, stored);
}

const shownVersions = (merchant: Merchant, { versions }: Stored): ShownVersion[] =>
  versionsOf(merchant, versions)
    .map(({ version, connector, created }) => ({
      version,
      type: connector,
      created: iso(created),
      current: version === merchant.connectorVersion,
    }))
    .sort((a, b) => b.version - a.version);

export type RollbackAnswer =
  | { kind: "done"; versions: ShownVersion[] }
  | { kind: "unknown" }
  | { kind: "invalid"; issues: Issue[] }
  | { kind: "strands"; issues: Issue[] };

type Parts = Pick<Env, "DB" | "CATALOGUE" | "CATALOGUE_KEY" | "ALLOW_LOOPBACK_TARGETS">;

/** New operations run on an earlier (or later) version again; those under way end on the one that they began with. */
export async function rollBack(
  env: Parts,
  operator: Operator,
  name: MerchantName,
  number: number,
  reason: string,
): Promise<RollbackAnswer> {
  return change(env, async (stored): Promise<Decision> => {
    const before = stored.catalogue.get("merchant", name.environment, name.merchantAccountKey);
    if (before === null) return refused({ kind: "unknown" });
    const version = versionsOf(before, stored.versions).find((one) => one.version === number);
    if (version === undefined) return refused(invalid("version", `There is no version ${number}.`));
    if (number === before.connectorVersion)
      return refused({ kind: "done", versions: shownVersions(before, stored) });
    const live = version.connector === before.connector ? 0 : (await countLive(env, [name]))[0];
    if (live)
      return refused({ kind: "strands", issues: [{ path: "version", message: strandText(before, live) }] });
    const after = await runningOn(env, before, version);
    if ("kind" in after) return refused(after);
    const result = { kind: "done" as const, versions: shownVersions(after, stored) };
    return { writing: writingOf(operator, stored, before, after, reason), result };
  });
}

interface Decision {
  writing: Writing | null;
  result: RollbackAnswer;
}

const refused = (result: RollbackAnswer): Decision => ({ writing: null, result });
const invalid = (path: string, message: string): RollbackAnswer => ({
  kind: "invalid",
  issues: [{ path, message }],
});

const strandText = ({ connector }: Merchant, live: number): string =>
  `It is of another type than ${connector}, by which ${live} live entitlements know this merchant.`;

/** The merchant on another version, or why that version cannot be used today. */
async function runningOn(
  env: Parts,
  merchant: Merchant,
  version: Version,
): Promise<Merchant | RollbackAnswer> {
  const { environment, merchantAccountKey, secrets } = merchant;
  const definition = (await readDefinition(env.CATALOGUE, version)) ?? {};
  const connector = definedBy(env, { ...(definition as Given), type: version.connector }, ["version"]);
  if (Array.isArray(connector)) return { kind: "invalid", issues: connector };
  const places = { connector: "version", secrets: "secrets" };
  const issues = unusable(connector, places, secrets, env.ALLOW_LOOPBACK_TARGETS === "on");
  if (issues.length > 0) return { kind: "invalid", issues };
  const { capabilities } = connector.description;
  const { version: connectorVersion, connector: type } = version;
  return { ...merchant, environment, merchantAccountKey, connector: type, connectorVersion, capabilities };
}

function writingOf(
  { organisation: actor, credentialId }: Operator,
  { versions }: Stored,
  before: Merchant,
  after: Merchant,
  reason: string,
): Writing {
  const { environment, merchantAccountKey, connectorVersion: from } = before;
  const subject = `merchant ${environment}/${merchantAccountKey}`;
  const detail = { credential: credentialId, from, to: after.connectorVersion };
  return {
    put: [{ kind: "merchant", item: after }],
    remove: [],
    versions: versionsOf(before, versions).filter(({ created, body }) => created === null && body !== null),
    audit: { actor, action: "connector.rollback", subject, reason, detail },
  };
}
