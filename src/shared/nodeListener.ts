// A handler in the manner of `fetch`, for a server of Node (`http.createServer`). Nothing of Node is imported: what it
// hands over is described by the few members that are used.

import { errorText } from "./log";

interface Incoming extends AsyncIterable<Uint8Array> {
  method?: string | undefined;
  url?: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Outgoing {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body?: Uint8Array): unknown;
}

/** More than this is not read: requests of the platform, and to it, are at most 64 KiB. */
const MOST_BYTES = 1_048_576;

class TooLarge extends Error {}

interface ListenerOptions {
  /** Hears of what is thrown and answered with 500; by default `console.error`, with the error's name and message. */
  onError?: (error: unknown) => void;
}

/** A listener for `http.createServer`. */
export function nodeListener(
  handler: (request: Request) => Promise<Response>,
  { onError = (error) => console.error(errorText(error)) }: ListenerOptions = {},
): (incoming: Incoming, outgoing: Outgoing) => Promise<void> {
  return async (incoming, outgoing) => {
    try {
      const response = await handler(await requestOf(incoming));
      // Read before anything is said: a body that breaks off leaves no header that promises more.
      const body = new Uint8Array(await response.arrayBuffer());
      outgoing.statusCode = response.status;
      for (const [name, value] of response.headers) outgoing.setHeader(name, value);
      outgoing.end(body);
    } catch (error) {
      const isTooLarge = error instanceof TooLarge;
      outgoing.statusCode = isTooLarge ? 413 : 500;
      outgoing.end();
      if (!isTooLarge) onError(error);
    }
  };
}

async function requestOf(incoming: Incoming): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) sent.set(name, typeof value === "string" ? value : value.join(", "));
  const target = new URL(url, `http://${sent.get("host") ?? "localhost"}`);
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(target, { method, headers: sent, body: hasBody ? await bytesOf(incoming) : null });
}

async function bytesOf(incoming: Incoming): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw new TooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
