// The machine with the service on it: started, killed as a whole with SIGKILL, started again on the same state and port.
import { freePort } from "../demo/freePort.ts";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { originOf, startServer, stopServer } from "../demo/server.ts";

/** What was killed may hold its port for a moment. */
const START_AGAIN_MS = 1_000;
const STARTS = 10;

export class Power {
  readonly origin: string;
  readonly #port: number;
  readonly #state: string;
  #child: ChildProcess | null = null;
  #up = Promise.withResolvers<void>();
  #isUp = false;
  /** How often it was killed; a request that saw two numbers may have been cut off. */
  kills = 0;

  private constructor(port: number, state: string) {
    this.#port = port;
    this.#state = state;
    this.origin = originOf(port);
  }

  static async plug(): Promise<Power> {
    return new Power(await freePort(), await mkdtemp(join(tmpdir(), "resale-edge-crash-")));
  }

  /** Resolves while the service answers. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** Starts it; killed while it starts, it is started again. */
  async on(): Promise<void> {
    for (let start = 1; ; start++) {
      try {
        const spawned = (child: ChildProcess): void => void (this.#child = child);
        await startServer(this.#port, this.#state, { detached: true, spawned });
        this.#isUp = true;
        return this.#up.resolve();
      } catch (error) {
        if (start === STARTS) throw error;
        await sleep(START_AGAIN_MS);
      }
    }
  }

  /** The whole process group at once, as when the machine is switched off. */
  async cut(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.kills++;
    // Killed while it starts, the same callers go on waiting.
    if (this.#isUp) this.#up = Promise.withResolvers();
    this.#isUp = false;
    const gone = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }

  /** Ends it like anybody would, and forgets its state. */
  async off(): Promise<void> {
    if (this.#child) await stopServer(this.#child);
    await rm(this.#state, { recursive: true, force: true, maxRetries: 5 });
  }
}
