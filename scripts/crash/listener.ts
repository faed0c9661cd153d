// A server on loopback that is restarted on the port that it had.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

type Take = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export class Listener {
  readonly #take: Take;
  #server: Server | null = null;
  port = 0;

  constructor(take: Take) {
    this.#take = take;
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
    this.#server.listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address !== null && typeof address !== "string") this.port = address.port;
  }

  /** Gone for a while, and whoever was connected is cut off. */
  async restart(downMs: number): Promise<void> {
    this.stop();
    await sleep(downMs);
    await this.start();
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
