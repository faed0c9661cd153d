// One of the examples as a program of its own, ended by its own process id.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export interface Example {
  /** What it has said so far, once that has a text. */
  said: (text: string) => Promise<string>;
  end: () => Promise<void>;
}

const MOST_MS = 15_000;

/** Starts it with these variables; `folder` is the project that it belongs to. */
export function startExample(folder: string, path: string, variables: Record<string, string>): Example {
  const child = spawn(process.execPath, [path], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return {
    async said(text) {
      for (const until = Date.now() + MOST_MS; !output.includes(text); await sleep(20))
        if (Date.now() > until || child.exitCode !== null)
          throw new Error(`${path} did not say "${text}" but:\n${output}`);
      return output;
    },
    async end() {
      if (child.exitCode !== null) return;
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    },
  };
}
