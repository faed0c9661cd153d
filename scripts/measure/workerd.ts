// What the workerd processes below this one take: memory in MiB, processor time in seconds.
import { readdir, readFile } from "node:fs/promises";

/** Of a second, in /proc. */
const TICKS = 100;

export interface Taken {
  now: number;
  peak: number;
  processor: number;
}

/** Of every workerd that descends from this process. */
export async function workerd(): Promise<Taken> {
  const found: Taken = { now: 0, peak: 0, processor: 0 };
  const statuses = new Map<number, string>();
  for (const entry of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)))
    statuses.set(Number(entry), await readFile(`/proc/${entry}/status`, "utf8").catch(() => ""));
  for (const [pid, status] of statuses) {
    if (!/^Name:\s+workerd/m.test(status) || !descends(pid, statuses)) continue;
    found.now += Math.round(numberIn(status, "VmRSS") / 1024);
    found.peak += Math.round(numberIn(status, "VmHWM") / 1024);
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const [user, system] = stat.split(") ")[1]?.split(" ").slice(11, 13) ?? [];
    found.processor += (Number(user) + Number(system)) / TICKS;
  }
  return found;
}

function descends(pid: number, statuses: ReadonlyMap<number, string>): boolean {
  const parent = numberIn(statuses.get(pid) ?? "", "PPid");
  return parent === process.pid || (parent > 1 && descends(parent, statuses));
}

const numberIn = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
