// A client that costs little: HTTP/1.1 over a fixed number of kept connections, one request at a time on each. Node's
// own clients cost as much as the requests that are measured here.
import { connect, type Socket } from "node:net";

export interface Ask {
  method: "GET" | "POST" | "PATCH";
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Reply {
  status: number;
  body: string;
}

const HEAD_END = "\r\n\r\n";

class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** The server closes a connection that was idle for long; the next request opens it again. */
  #open(): Socket {
    if (this.#socket && !this.#socket.closed) return this.#socket;
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("end", () => this.#lost(socket, new Error("the server closed the connection")));
    socket.on("error", (error) => this.#lost(socket, error));
    this.#socket = socket;
    return socket;
  }

  #lost(socket: Socket, error: Error): void {
    socket.destroy();
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  ask({ method, path, headers = {}, body }: Ask): Promise<Reply> {
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = body === undefined ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#open().write(
        `${method} ${path} HTTP/1.1\r\nHost: resale.invalid\r\n${fields.join("")}${length}\r\n${body ?? ""}`,
      );
    });
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const reply = parsed(this.#received);
    if (reply === null) return;
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(reply);
  }

  end(): void {
    this.#waiting = null;
    this.#socket?.destroy();
  }
}

/** A whole answer (RFC 9112 §6), or null while something is missing; only ever one at a time. */
function parsed(bytes: Buffer): Reply | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString("latin1", 0, headEnd);
  const start = headEnd + HEAD_END.length;
  const status = Number(head.slice(9, 12));
  if (status === 204 || status === 304) return { status, body: "" };
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return bytes.length < end ? null : { status, body: bytes.toString("utf8", start, end) };
  }
  const body = unchunked(bytes, start);
  return body === null ? null : { status, body };
}

function unchunked(bytes: Buffer, start: number): string | null {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const from = lineEnd + 2;
    if (bytes.length < from + size + 2) return null;
    if (size === 0) return Buffer.concat(parts).toString("utf8");
    parts.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}

export class Client {
  readonly origin: string;
  readonly connections: number;
  readonly #idle: Connection[];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  readonly #all: readonly Connection[];

  constructor(origin: string, connections: number) {
    this.origin = origin;
    this.connections = connections;
    this.#all = Array.from({ length: connections }, () => new Connection(Number(new URL(origin).port)));
    this.#idle = [...this.#all];
  }

  /** One request on a free connection; waits for one. */
  async ask(ask: Ask): Promise<Reply> {
    const connection =
      this.#idle.pop() ?? (await new Promise<Connection>((resolve) => this.#waiting.push(resolve)));
    try {
      return await connection.ask(ask);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#idle.push(connection);
    }
  }

  end(): void {
    for (const connection of this.#all) connection.end();
  }
}
