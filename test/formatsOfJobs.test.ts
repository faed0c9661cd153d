// What was stored and sent about jobs, which is kept since release 0.3.0: today's code reads it, goes on where it was, and
// writes back what it does not understand.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { partKey, partsFolder } from "../src/jobs/folder";
import { StepMessage } from "../src/jobs/message";
import type { JobState } from "../src/jobs/state";
import { clock } from "../src/shared/clock";
import { ended, resultText } from "./support/jobs";
import { arrives, objectOf } from "./support/probe";

const SAMPLES = import.meta.glob<unknown>("./fixtures/formats/*/*.json", { eager: true, import: "default" });
const FIRST = "0.3.0";
const releases = [...new Set(Object.keys(SAMPLES).map((path) => path.split("/")[3] ?? ""))];

const sample = <T>(release: string, name: string): T => {
  const found = SAMPLES[`./fixtures/formats/${release}/${name}.json`];
  if (found === undefined) throw new Error(`${release} has no sample of ${name}`);
  return structuredClone(found) as T;
};

const LATER = { ofALaterRelease: { kept: true } };
const HEADER = "action,entitlementId,reasonCategory,reasonCode,reasonDescription\n";

describe.each(releases.slice(releases.indexOf(FIRST)))("what release %s stored of jobs", (release) => {
  it("a message is understood, with whatever else is in it", () => {
    const message = sample<StepMessage>(release, "message-step");
    expect(StepMessage.parse({ ...message, ...LATER })).toEqual({ ...message, ...LATER });
  });

  it("a job goes on behind the row where it was, and its parts that counted still do", async () => {
    const job = sample<JobState>(release, "job");
    const { id, upload, cursor } = job;
    const at = Number((cursor as { at: number }).at);
    const first = "SUSPEND,00000000-0000-8000-8000-000000000001,,,".padEnd(at - HEADER.length - 1, " ");
    const file = `${HEADER}${first}\nSUSPEND,00000000-0000-8000-8000-000000000002,,,\n`;
    expect(file.indexOf("\n", HEADER.length) + 1).toBe(at);
    await env.FILES.put(upload?.key ?? "", file);
    const folder = await partsFolder(id, "rows.csv");
    await env.FILES.put(partKey(folder, 1), "of a dead one\r\n");
    await env.FILES.put(partKey(folder, 2), "1,first,X,\r\n");
    const stored = { ...job, ...LATER, created: clock.now(), upload: { ...upload, bytes: file.length } };
    await runInDurableObject(objectOf(id), (_, { storage }) => storage.kv.put("job", JSON.stringify(stored)));
    await evictDurableObject(objectOf(id));
    await arrives(id, 3);
    expect(await ended(id)).toMatchObject({
      state: "DONE",
      counts: { read: 2, outcomes: { UNKNOWN_ENTITLEMENT: 2 } },
    });
    const lines = (await resultText(id, "rows.csv")).split("\r\n");
    expect(lines[1]).toBe("1,first,X,");
    expect(lines[2]).toMatch(/^2,00000000-0000-8000-8000-000000000002,SUSPEND,NOT_FOUND/);
    const kept = await runInDurableObject(objectOf(id), (_, { storage }) => storage.kv.get<string>("job"));
    expect(JSON.parse(kept ?? "")).toMatchObject({ ...LATER, through: 3, abandoned: [1] });
  });
});
