// The backlog of one environment in numbers, and since when each waits.
import { Time } from "../components/Time";

interface Count {
  count: number;
  since: string | null;
}

type Kind = "waiting" | "held" | "exhausted" | "inDoubt" | "forOperator" | "overdue";
export type BacklogPart = Record<Kind, Count>;

export interface Backlog {
  sandbox: BacklogPart;
  live: BacklogPart;
}

const WORDS: Record<Kind, string> = {
  forOperator: "wait for an operator",
  inDoubt: "in doubt, being looked into",
  exhausted: "notifications given up",
  held: "notifications held",
  waiting: "notifications tried again",
  overdue: "asleep",
};
const ORDER: readonly Kind[] = ["forOperator", "inDoubt", "exhausted", "held", "waiting", "overdue"];

export const Counts = ({ title, part }: { title: string; part: BacklogPart }) => (
  <section class="card" aria-labelledby={`counts-${title}`}>
    <h2 id={`counts-${title}`}>{title}</h2>
    <ul class="counts">
      {ORDER.map((kind) => (
        <li key={kind} class={part[kind].count > 0 ? "some" : undefined}>
          <b>{part[kind].count}</b> {WORDS[kind]}
          {part[kind].since !== null && (
            <span class="since">
              since <Time date={part[kind].since} />
            </span>
          )}
        </li>
      ))}
    </ul>
  </section>
);
