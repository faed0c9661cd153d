// The notifications of one entitlement, newest first: where each is, how often it was tried, and its repetition.
import type { HistoryNotification } from "../../entitlement/history";
import { Badge, type BadgeTone } from "../components/Badge";
import { Empty } from "../components/Empty";
import { Table } from "../components/Table";
import { Time } from "../components/Time";

const TONES: Record<string, BadgeTone> = {
  delivered: "good",
  waiting: "waiting",
  in_flight: "waiting",
  held: "paused",
  exhausted: "bad",
};

const COLUMNS = [
  { label: "Notification" },
  { label: "Version", numeric: true },
  { label: "State" },
  { label: "Attempts", numeric: true },
  { label: "Next attempt" },
  { label: "Again" },
];

export function Notifications({
  notifications,
  page,
}: {
  notifications: HistoryNotification[];
  page: string;
}) {
  if (notifications.length === 0)
    return (
      <Empty title="No notifications">
        <p>Nothing has happened yet that the reseller is told of.</p>
      </Empty>
    );
  const rows = notifications.toReversed().map((one) => ({
    id: one.notificationId,
    cells: [
      one.reason,
      one.version,
      <>
        <Badge tone={TONES[one.state] ?? "plain"}>{one.state.replace("_", " ")}</Badge>
        {one.stateReason !== null && <p class="quiet">{one.stateReason}</p>}
      </>,
      one.attempts.length,
      <Time date={one.nextAttempt} />,
      <a href={`${page}/replay?${new URLSearchParams({ notificationId: one.notificationId })}`}>
        Send again
        <span class="hidden">
          {" "}
          {one.reason} of version {one.version}
        </span>
      </a>,
    ],
  }));
  return <Table caption="Notifications" columns={COLUMNS} rows={rows} />;
}
