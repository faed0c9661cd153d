// The notifications of an order, newest first: how often each was tried, when it came, and what was in it.
import { Badge } from "../components/Badge";
import { Empty } from "../components/Empty";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import type { Notice } from "./answers";

const COLUMNS = [
  { label: "Notification" },
  { label: "Version", numeric: true },
  { label: "State" },
  { label: "Attempts", numeric: true },
  { label: "Came" },
  { label: "Body" },
];

export function Notices({ notices }: { notices: readonly Notice[] }) {
  if (notices.length === 0)
    return (
      <Empty title="No notifications yet">
        <p>The reseller is told when the order becomes active, or comes to nothing.</p>
      </Empty>
    );
  const rows = notices.toReversed().map((one) => ({
    id: one.notificationId,
    cells: [
      one.reason,
      one.version,
      <>
        <Badge tone={one.state === "delivered" ? "good" : "waiting"}>{one.state.replace("_", " ")}</Badge>
        {one.stateReason !== null && <p class="quiet">{one.stateReason}</p>}
      </>,
      one.attempts.length,
      <Time date={one.arrivals.at(-1) ?? null} />,
      one.body !== null && (
        <details>
          <summary>
            Show<span class="hidden"> the body of {one.reason}</span>
          </summary>
          <pre>{JSON.stringify(one.body, null, 2)}</pre>
        </details>
      ),
    ],
  }));
  return <Table caption="Notifications" columns={COLUMNS} rows={rows} />;
}
