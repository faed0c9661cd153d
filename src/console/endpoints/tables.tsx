// The tables of the endpoints' page.
import { pageOf } from "../care/record";
import { Badge, type BadgeTone } from "../components/Badge";
import { Empty } from "../components/Empty";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import type { EndpointShown, EventShown, Troubled } from "./answers";

const STATES: Record<EndpointShown["state"], [tone: BadgeTone, words: string]> = {
  CLOSED: ["good", "Works"],
  HALF_OPEN: ["waiting", "Is being tried"],
  OPEN: ["bad", "Fails"],
  PAUSED: ["paused", "Paused"],
};

interface EndpointProps {
  endpoints: readonly EndpointShown[];
  /** Of all resellers: each row says whose it is. */
  everybodys: boolean;
}

export function EndpointTable({ endpoints, everybodys }: EndpointProps) {
  if (endpoints.length === 0)
    return (
      <Empty title="No endpoint has ever failed">
        <p>An endpoint is listed here from its first failure on.</p>
      </Empty>
    );
  const columns = [
    { label: "Endpoint" },
    ...(everybodys ? [{ label: "Reseller" }] : []),
    { label: "State" },
    { label: "Since" },
    { label: "Failures", numeric: true },
    { label: "Held", numeric: true },
    { label: "Next try" },
    { label: "Action" },
  ];
  const rows = endpoints.map((one) => ({
    id: one.endpointId,
    cells: [
      <code>{one.origin}</code>,
      ...(everybodys ? [`${one.resellerKey}, ${one.environment}`] : []),
      <>
        <Badge tone={STATES[one.state][0]}>{STATES[one.state][1]}</Badge>
        {one.reason !== null && <p class="quiet">{one.reason}</p>}
      </>,
      <Time date={one.since} />,
      one.failures,
      one.held,
      <Time date={one.nextProbe} />,
      one.state === "CLOSED" ? null : (
        <a href={`/console/endpoints/${one.endpointId}/resume`}>
          Resume<span class="hidden"> {one.origin}</span>
        </a>
      ),
    ],
  }));
  return <Table caption="Endpoints" columns={columns} rows={rows} />;
}

const EVENTS: Record<string, string> = {
  "endpoint.failing": "Began to fail",
  "endpoint.paused": "Was paused",
  "endpoint.recovered": "Works again",
  "endpoint.resumed": "Was resumed",
  "notification.exhausted": "A notification was given up",
};

export function EventTable({
  events,
  endpoints,
}: {
  events: readonly EventShown[];
  endpoints: readonly EndpointShown[];
}) {
  if (events.length === 0) return <Empty title="Nothing has happened" />;
  const originOf = (id: string | null) =>
    endpoints.find(({ endpointId }) => endpointId === id)?.origin ?? null;
  const rows = events.map(({ date, type, endpointId, entitlementId }, at) => ({
    id: `${date}-${at}`,
    cells: [
      <Time date={date} />,
      EVENTS[type] ?? type,
      <code>{originOf(endpointId)}</code>,
      entitlementId === null ? null : (
        <a href={pageOf(entitlementId)}>
          <code>{entitlementId.slice(0, 8)}</code>
        </a>
      ),
    ],
  }));
  const columns = [{ label: "When" }, { label: "What" }, { label: "Endpoint" }, { label: "Entitlement" }];
  return <Table caption="What happened lately" columns={columns} rows={rows} />;
}

const TONES: Record<string, BadgeTone> = { waiting: "waiting", held: "paused", exhausted: "bad" };

export function TroubledTable({ notifications }: Pick<Troubled, "notifications">) {
  if (notifications.length === 0)
    return (
      <Empty title="Every notification has arrived">
        <p>One that failed twice would be listed here until it arrives.</p>
      </Empty>
    );
  const rows = notifications.map((one) => ({
    id: one.notificationId,
    cells: [
      <a href={pageOf(one.entitlementId)}>
        {one.reason} <code>{one.entitlementId.slice(0, 8)}</code>
      </a>,
      <>
        <Badge tone={TONES[one.state] ?? "plain"}>{one.state}</Badge>
        {one.stateReason !== null && <p class="quiet">{one.stateReason}</p>}
      </>,
      <Time date={one.since} />,
      <Time date={one.nextAttempt} />,
    ],
  }));
  const columns = [
    { label: "Notification" },
    { label: "State" },
    { label: "Since" },
    { label: "Next attempt" },
  ];
  return <Table caption="Notifications in trouble" columns={columns} rows={rows} />;
}
