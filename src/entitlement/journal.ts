// The entries of one entitlement in its object's storage. Synchronous key-value rows: no schema to pay for, and a
// write is one row. What changes in one turn is kept in memory and flushed as one transaction with the alarm.
//
// Whoever calls speaks the entitlement's own time. Alarms, and how long keys are remembered, are in real time: here is
// where one becomes the other.
import { erasedEntry, erasedVoid } from "./erased";
import { asLeft } from "./lookAt";
import { isSettled } from "./outbox";
import {
  entryKey,
  ENTRY_PREFIX,
  KEY_TTL_MS,
  MAX_ANSWERS,
  MAX_CALLS,
  MAX_NOTES,
  nextEntry,
  VOID_KEY,
  type CallRecord,
  type Entry,
  type Note,
  type StoredAnswer,
  type Void,
} from "./entry";
import { aheadOf } from "./machine/clock";
import type { State, Step } from "./state";
import { isAtRest, newsOf, type News } from "./trouble";

/** workerd counts alarms in nanoseconds; further ahead than this is looked at again then. */
const FARTHEST_ALARM_MS = 10 * 365 * 86_400_000;

export class Journal {
  readonly #storage: DurableObjectStorage;
  #head: Entry | null;
  /** The newest entry, and every older one that is not at rest. */
  readonly #open = new Map<number, Entry>();
  readonly #dirty = new Set<number>();
  #alarmAt: number | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#head = [...this.#read({ reverse: true, limit: 1 })][0] ?? null;
    if (this.#head === null) return;
    for (const entry of this.#read({ start: entryKey(this.#head.settled + 1) })) this.remember(entry);
  }

  get head(): Entry | null {
    return this.#head;
  }

  /** How far the entitlement's clock is ahead of the real one: always 0 in live. */
  get aheadMs(): number {
    return aheadOf(this.#head?.state);
  }

  get void(): Void | null {
    const text = this.#storage.kv.get<string>(VOID_KEY);
    return text === undefined ? null : JSON.parse(text);
  }

  /** Has what remains of a create that left nothing tell no more than that. */
  eraseVoid(): void {
    const remains = this.void;
    if (remains) this.#storage.kv.put(VOID_KEY, JSON.stringify(erasedVoid(remains)));
  }

  /** Every entry, oldest first; within a turn also those that are not written yet. */
  all(): Entry[] {
    const stored = [...this.#read({})];
    const written = stored.at(-1)?.version ?? -1;
    return [...stored, ...[...this.#open.values()].filter(({ version }) => version > written)];
  }

  /** As it is within this turn. */
  current(version: number): Entry | null {
    return this.#open.get(version) ?? this.at(version);
  }

  at(version: number): Entry | null {
    const text = this.#storage.kv.get<string>(entryKey(version));
    return text === undefined ? null : JSON.parse(text);
  }

  since(version: number): Entry[] {
    return [...this.#read({ start: entryKey(version + 1) })];
  }

  /** Entries whose notification is owed, oldest first. */
  owed(): Entry[] {
    return this.#opened().filter(({ notification }) => notification !== null && !isSettled(notification));
  }

  /** Entries whose notification is to be repeated, oldest first. */
  replaying(): Entry[] {
    return this.#opened().filter(({ notification }) => notification?.replay);
  }

  /** What the query store does not know yet of what is wrong. */
  news(): News[] {
    return newsOf(this.#opened(), this.#head);
  }

  /** Notes what the query store has acknowledged. */
  told({ version, kind, subject, trouble, digest }: News): void {
    const entry = kind === "operation" ? this.#head : this.#open.get(version);
    if (!entry) return;
    if (kind === "operation")
      this.put({ ...entry, toldOfOperation: trouble && digest !== null ? { subject, digest } : null });
    else if (entry.notification)
      this.put({ ...entry, notification: { ...entry.notification, told: digest } });
  }

  /** Applies a step: a new entry for a new version, else the newest one rewritten. */
  apply({ state, event }: Step, now: number): Entry {
    const entry =
      event !== null || this.#head === null
        ? nextEntry(this.#head, state, event, now)
        : { ...this.#head, state };
    this.put(entry);
    return entry;
  }

  /** Takes over current terms in memory; they are stored with whatever is written next. */
  renew(state: State): void {
    if (this.#head === null) return;
    this.remember({ ...this.#head, state });
  }

  put(entry: Entry): void {
    this.remember(entry);
    this.#dirty.add(entry.version);
  }

  /** Known in memory; stored with whatever is written of that version next. */
  remember(given: Entry): void {
    const entry = given.state.erased ? erasedEntry(given) : given;
    this.#open.set(entry.version, entry);
    if (this.#head === null || entry.version >= this.#head.version) this.#head = entry;
  }

  /** Has the newest entry written, so that it says from where on an object that restarts has to read. */
  touch(): void {
    if (this.#head) this.put(this.#head);
  }

  record(call: CallRecord): void {
    if (this.#head) this.put({ ...this.#head, calls: [...this.#head.calls, call].slice(-MAX_CALLS) });
  }

  note(note: Note): void {
    if (this.#head) this.put({ ...this.#head, notes: [...(this.#head.notes ?? []), note].slice(-MAX_NOTES) });
  }

  answer(answer: StoredAnswer, now: number): void {
    if (this.#head === null) return;
    const real = { ...answer, at: answer.at - this.aheadMs };
    this.put({ ...this.#head, answers: [...this.#remembered(now), real] });
  }

  /** Answers of the newest version whose keys still hold. */
  #remembered(now: number): StoredAnswer[] {
    const since = now - this.aheadMs - KEY_TTL_MS;
    return this.#head?.answers.filter(({ at }) => at > since) ?? [];
  }

  /** Whether another answer can be remembered for this version. */
  hasRoom(now: number): boolean {
    return this.#remembered(now).length < MAX_ANSWERS;
  }

  /** The answer given to a key: any time for the create's, 48 hours for others. */
  answered(key: string, now: number): StoredAnswer | null {
    const since = now - this.aheadMs - KEY_TTL_MS;
    for (const entry of this.#read({ reverse: true })) {
      const found = entry.answers.find((answer) => answer.key === key);
      if (found) return found;
      if (entry.at - (entry.aheadMs ?? 0) < since && !key.startsWith("create:")) return null;
    }
    return null;
  }

  /** Writes what changed and, where needed earlier than it is set, the alarm: all or nothing. */
  flush(wakeAt: number | null, now: number, projected: number): void {
    const ahead = this.aheadMs;
    const due = wakeAt === null ? null : Math.min(Math.max(wakeAt, now), now + FARTHEST_ALARM_MS);
    const at = due === null ? null : due - ahead;
    const earlier = at !== null && (this.#alarmAt === null || at < this.#alarmAt);
    if (this.#dirty.size === 0 && !earlier) return;
    this.#mark(projected);
    this.#storage.transactionSync(() => {
      for (const version of this.#dirty)
        this.#storage.kv.put(entryKey(version), JSON.stringify(this.#open.get(version)));
      if (earlier) void this.#storage.setAlarm(at);
    });
    this.#dirty.clear();
    if (earlier) this.#alarmAt = at;
    this.#forgetSettled();
  }

  /** Notes on the newest entry, when it is written anyway, how far projection and notifications have come. */
  #mark(projected: number): void {
    const head = this.#head;
    if (head === null || !this.#dirty.has(head.version)) return;
    const first = this.#opened().find((entry) => !isAtRest(entry))?.version;
    const settled = (first ?? head.version + 1) - 1;
    this.put({ ...head, projected, settled });
  }

  /** What the platform says that the alarm is set to; with it, when what is held looks next. */
  alarmIs(at: number | null): void {
    this.#alarmAt = at;
    if (at === null) return;
    for (const entry of this.#open.values()) this.remember(asLeftBy(entry, at + this.aheadMs));
  }

  /** The platform has fired and cleared the alarm. */
  alarmFired(): void {
    this.#alarmAt = null;
  }

  /** Leaves nothing, or only the answer that a key's repetition gets. */
  async clear(remains: Void | null, now: number): Promise<void> {
    const real = now - this.aheadMs;
    this.#head = null;
    this.#open.clear();
    this.#dirty.clear();
    this.#alarmAt = null;
    await this.#storage.deleteAll();
    if (remains === null) return;
    this.#storage.kv.put(VOID_KEY, JSON.stringify(remains));
    await this.#storage.setAlarm(real + KEY_TTL_MS);
  }

  #forgetSettled(): void {
    for (const [version, entry] of this.#open)
      if (version !== this.#head?.version && isAtRest(entry)) this.#open.delete(version);
  }

  #opened(): Entry[] {
    return [...this.#open.values()].sort((a, b) => a.version - b.version);
  }

  *#read(range: { start?: string; reverse?: boolean; limit?: number }): Generator<Entry> {
    const options = { prefix: ENTRY_PREFIX, ...range };
    for (const [, text] of this.#storage.kv.list<string>(options)) {
      const entry: Entry = JSON.parse(text);
      yield this.#open.get(entry.version) ?? entry;
    }
  }
}

const asLeftBy = (entry: Entry, alarmAt: number): Entry => ({
  ...entry,
  notification: entry.notification && asLeft(entry.notification, alarmAt),
});
