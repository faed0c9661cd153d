// The time line as a list: one sentence per item, what belongs to it below, the time beside it.
import type { ComponentChildren } from "preact";
import { Empty } from "../components/Empty";
import { Time } from "../components/Time";
import type { Item } from "./items";
import { operationWords, commandWords } from "./words";

export function Timeline({ items }: { items: readonly Item[] }) {
  if (items.length === 0)
    return (
      <Empty title="Nothing has happened yet">
        <p>The merchant has not answered. The first entry appears with its answer.</p>
      </Empty>
    );
  return (
    <ol class="timeline">
      {items.map((item, at) => (
        <li key={at} class={toneOf(item)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={SIGNS[item.kind]} />
          </svg>
          <div>
            <p class="what">{sentenceOf(item)}</p>
            <Detail item={item} />
          </div>
          <p class="when">
            <Time date={item.date} />
          </p>
        </li>
      ))}
    </ol>
  );
}

const SIGNS: Record<Item["kind"], string> = {
  event: "M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10",
  operation: "M2 5h10m0 0-2.5-2.5M12 5 9.5 7.5M14 11H4m0 0 2.5-2.5M4 11l2.5 2.5",
  attempt: "M2 3.5h12v9H2zM2 4l6 5 6-5",
  replay: "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3",
  note: "M2.5 3h11v8h-6L4.5 13.500V11h-2z",
};

/** Whether it went well, is a fact, or is a problem. */
function toneOf(item: Item): string {
  if (item.kind === "attempt") return item.error === null && isSuccess(item.status) ? "good" : "bad";
  if (item.kind === "operation")
    return item.outcome === "completed" || item.outcome === "actionRequired" ? "good" : bad(item.outcome);
  return item.kind === "event" ? "main" : "plain";
}

const bad = (outcome: string): string => (outcome === "rejected" || outcome === "unknown" ? "bad" : "plain");

const isSuccess = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

function sentenceOf(item: Item): ComponentChildren {
  switch (item.kind) {
    case "event":
      return (
        <>
          <b>{commandWords(item.command)}</b> by {item.actor.side.toLowerCase()} {item.actor.name}:{" "}
          {item.from === null || item.from === item.to ? item.to : `${item.from} → ${item.to}`}
        </>
      );
    case "operation":
      return (
        <>
          Merchant asked to <b>{operationWords(item.operation)}</b>: {OUTCOMES[item.outcome]}
        </>
      );
    case "attempt":
      return (
        <>
          Notification <b>{item.reason}</b> {item.replay ? "sent again" : `sent, attempt ${item.number}`}:{" "}
          {item.error ?? `answered ${item.status}`}
        </>
      );
    case "replay":
      return (
        <>
          <b>Asked to send {item.reason} again</b> by {item.actor.side.toLowerCase()} {item.actor.name}
        </>
      );
    case "note":
      return (
        <>
          <b>Message</b> from {item.actor.side.toLowerCase()} {item.actor.name}
        </>
      );
  }
}

const OUTCOMES: Record<Extract<Item, { kind: "operation" }>["outcome"], string> = {
  completed: "done",
  actionRequired: "the customer has to act",
  accepted: "queued, to be confirmed",
  rejected: "refused",
  unknown: "no clear answer",
  superseded: "overtaken by something newer",
};

function Detail({ item }: { item: Item }) {
  const lines = linesOf(item).filter((line) => line !== null && line !== "");
  return lines.length === 0 ? null : (
    <ul class="detail">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function linesOf(item: Item): (string | null)[] {
  switch (item.kind) {
    case "event": {
      const { terminationReason: why, note, version } = item;
      return [
        `Version ${version}`,
        why && `${why.category} / ${why.code}${why.description === null ? "" : `: ${why.description}`}`,
        note,
      ];
    }
    case "operation":
      return [
        `${item.durationMs} ms, request ${item.requestId}`,
        item.detail,
        item.contradiction ? "It contradicts what was known, and was kept for the operator." : null,
      ];
    case "attempt":
      return [`Version ${item.version}, ${item.durationMs} ms, to ${item.url}`, item.answer];
    case "replay":
      return [`Version ${item.version}`, item.why];
    case "note":
      return [item.text];
  }
}
