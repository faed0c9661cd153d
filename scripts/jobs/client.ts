// A reseller with jobs, from outside: every request is repeated until the service, which may be killed at any moment, has
// answered it. What is not idempotent carries a key.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";

/** TELCO in the sandbox, as the demo catalogue has it (local only). */
const RESELLER = `Basic ${btoa("telco-sandbox:telco-sandbox-secret")}`;
const AGAIN_MS = 500;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than any restart takes; a service that has not answered by then is not coming. */
const GIVE_UP_MS = 4 * 60_000;

export const JobShown = z.looseObject({
  jobId: z.string(),
  state: z.enum(["WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED"]),
  message: z.string().nullable(),
  percent: z.number(),
  counts: z.looseObject({
    rows: z.number().nullable(),
    read: z.number(),
    done: z.number(),
    outcomes: z.record(z.string(), z.number()),
  }),
});
export type JobShown = z.infer<typeof JobShown>;

interface Sent {
  method?: "GET" | "POST";
  body?: string;
  type?: string;
  key?: string;
}

/** The text of a success; another answer than one of those is an error, none at all is asked for again, for a while. */
export async function asked(origin: string, path: string, sent: Sent = {}): Promise<string> {
  const { method = "GET", body, type, key } = sent;
  for (const until = Date.now() + GIVE_UP_MS; ;) {
    const response = await fetch(origin + path, {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        Authorization: RESELLER,
        ...(type !== undefined && { "Content-Type": type }),
        ...(key !== undefined && { "Idempotency-Key": key }),
      },
      ...(body !== undefined && { body }),
    }).catch(() => null);
    const text = await response?.text().catch(() => null);
    if (response?.ok && typeof text === "string") return text;
    // A service that starts has its proxy first; and a request that was cut off may still be under way.
    const isOver = typeof text === "string" && !text.includes("REQUEST_IN_PROGRESS");
    if (response !== null && response.status < 500 && isOver)
      throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    if (Date.now() > until) {
      const last = response === null ? "nothing" : `${response.status}: ${text?.slice(0, 500)}`;
      throw new Error(`${method} ${path} answered ${last}, for ${GIVE_UP_MS / 1_000} s`);
    }
    await sleep(AGAIN_MS);
  }
}

export const job = async (origin: string, jobId: string): Promise<JobShown> =>
  JobShown.parse(JSON.parse(await asked(origin, `/v1/jobs/${jobId}`)));

/** Starts a job with a file; the key makes one job of however many requests it takes. */
export async function start(origin: string, query: string, file: string, type: string): Promise<string> {
  const sent = { method: "POST", body: file, type, key: crypto.randomUUID() } as const;
  return JobShown.parse(JSON.parse(await asked(origin, `/v1/jobs?${query}`, sent))).jobId;
}

/** Does something for each of many, a few at a time. */
export async function each<T>(
  many: readonly T[],
  atOnce: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let one = many[next++]; one !== undefined; one = many[next++]) await act(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
