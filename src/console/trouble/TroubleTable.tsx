// What is in trouble, one row each, with what can be done about it.
import { pageOf } from "../care/record";
import { Badge, type BadgeTone } from "../components/Badge";
import { Empty } from "../components/Empty";
import { Table } from "../components/Table";
import { Time } from "../components/Time";

export interface TroubleShown {
  entitlementId: string;
  kind: "notification" | "operation";
  notificationId?: string;
  requestId?: string;
  status: string;
  environment: string;
  resellerKey: string;
  merchantAccountKey: string;
  since: string;
  nextAttempt: string | null;
  detail: Record<string, string | number | null>;
}

const STATES: Record<string, [tone: BadgeTone, words: string]> = {
  waiting: ["waiting", "Tried again"],
  held: ["paused", "Held"],
  exhausted: ["bad", "Given up"],
  doubt: ["waiting", "In doubt"],
  operator: ["bad", "For an operator"],
};

const COLUMNS = ["What", "State", "Entitlement", "Reseller", "Merchant", "Since", "Next try", "Action"].map(
  (label) => ({ label }),
);

export function TroubleTable({ trouble, filtered }: { trouble: readonly TroubleShown[]; filtered: boolean }) {
  if (trouble.length === 0)
    return (
      <Empty title={filtered ? "None of this kind" : "Nothing is in trouble"}>
        {!filtered && (
          <p>A notification appears after its second failure, an operation as soon as it is in doubt.</p>
        )}
      </Empty>
    );
  const rows = trouble.map((one) => ({
    id: one.notificationId ?? one.requestId ?? one.entitlementId,
    cells: [
      <What one={one} />,
      <State one={one} />,
      <a href={pageOf(one.entitlementId)}>
        <code>{one.entitlementId.slice(0, 8)}</code>
      </a>,
      `${one.resellerKey}, ${one.environment}`,
      one.merchantAccountKey,
      <Time date={one.since} />,
      <Time date={one.nextAttempt} />,
      <Action one={one} />,
    ],
  }));
  return <Table caption="Trouble" columns={COLUMNS} rows={rows} />;
}

function What({ one: { kind, detail } }: { one: TroubleShown }) {
  const { reason = null, version = null, verb = null, note = null } = detail;
  return kind === "notification" ? (
    <>
      Notification {reason} of version {version}
    </>
  ) : (
    <>
      Merchant asked to {verb}
      {note !== null && <p class="quiet">{note}</p>}
    </>
  );
}

function State({ one: { status, detail } }: { one: TroubleShown }) {
  const [tone, words] = STATES[status] ?? ["plain", status];
  const { stateReason = null, attempts = null } = detail;
  return (
    <>
      <Badge tone={tone}>{words}</Badge>
      {stateReason !== null && <p class="quiet">{stateReason}</p>}
      {attempts !== null && <p class="quiet">{attempts} attempts</p>}
    </>
  );
}

function Action({ one: { kind, entitlementId, notificationId } }: { one: TroubleShown }) {
  const page = pageOf(entitlementId);
  const of = <span class="hidden"> of {entitlementId.slice(0, 8)}</span>;
  if (kind === "operation") return <a href={`${page}/settle`}>Settle{of}</a>;
  const query = new URLSearchParams(notificationId === undefined ? {} : { notificationId });
  return <a href={`${page}/replay?${query}`}>Send again{of}</a>;
}
