// Where the real side's time goes: the pair's load under workerd's own CPU profiler, by function. Functions of the
// runtime itself are summed up as "(program)", and time without work as "(idle)".
import * as z from "zod";
import { freePort } from "../demo/freePort.ts";
import { build } from "./build.ts";
import { dialectOf } from "./dialects.ts";
import { PAIRS } from "./pairs.ts";
import { FULL as settings } from "./pairsReport.ts";
import { clearProgress, fixed, progress, table } from "./print.ts";
import { Receiver } from "./receiver.ts";
import { boot, forget, temporaryFolder } from "./side.ts";

const ROWS_SHOWN = 40;
const SAMPLING_US = 100;

const Targets = z.array(z.object({ webSocketDebuggerUrl: z.string(), title: z.string().optional() }));
const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof Profile>;

export async function printProfile(name: string): Promise<unknown> {
  const pair = PAIRS.find((one) => one.name === name);
  if (pair === undefined)
    throw new Error(`There is no such pair. There are: ${PAIRS.map((one) => one.name).join(", ")}`);
  const folder = await temporaryFolder();
  const receiver = await new Receiver().start();
  try {
    progress("building the bundles");
    const [real, loader] = await Promise.all([build("real", folder, true), build("loader", folder)]);
    const inspectorPort = await freePort();
    const bindings = { RECEIVER: receiver.url, MERCHANT_URL: "" };
    const of = { kind: "real", name: "real", bundle: real.path, loader: loader.path, bindings } as const;
    const side = await boot({ ...of, connections: settings.connections, inspectorPort });
    try {
      progress(`${pair.title}: preparing`);
      const dialect = await dialectOf("real", receiver.url, settings.merchant);
      const bench = { side, dialect, receiver, settings };
      const run = await pair.prepare(bench);
      await run(bench);
      const profiler = await attach(inspectorPort);
      await profiler.start();
      const { latencies } = await run(bench);
      const profile = await profiler.stop();
      clearProgress();
      print(profile, latencies.length);
      return null;
    } finally {
      await side.end();
    }
  } finally {
    receiver.end();
    await forget(folder);
  }
}

async function attach(port: number): Promise<{ start(): Promise<void>; stop(): Promise<Profile> }> {
  const listed = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = Targets.parse(await listed.json());
  const target = targets.find(({ title = "" }) => /measured/.test(title)) ?? targets[0];
  if (target === undefined) throw new Error("the inspector shows no Worker");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  let sent = 0;
  const call = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++sent;
      const hear = ({ data }: MessageEvent): void => {
        const message: { id?: number; result?: unknown } = JSON.parse(String(data));
        if (message.id !== id) return;
        socket.removeEventListener("message", hear);
        resolve(message.result);
      };
      socket.addEventListener("message", hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    async start() {
      await call("Profiler.enable");
      await call("Profiler.setSamplingInterval", { interval: SAMPLING_US });
      await call("Profiler.start");
    },
    async stop() {
      const { profile } = z.object({ profile: Profile }).parse(await call("Profiler.stop"));
      socket.close();
      return profile;
    },
  };
}

function print({ nodes, samples, timeDeltas }: Profile, operations: number): void {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const self = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const frame = frames.get(id);
    const name = frame ? `${frame.functionName || "(anonymous)"} :${frame.lineNumber + 1}` : "?";
    self.set(name, (self.get(name) ?? 0) + (timeDeltas[at] ?? 0));
  }
  const rows = [...self].sort(([, a], [, b]) => b - a).slice(0, ROWS_SHOWN);
  console.log(
    table(
      ["function :line of the bundle", "µs per operation"],
      rows.map(([name, us]) => [name, fixed(us / operations, 1)]),
    ),
  );
}
