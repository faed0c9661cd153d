// What an endpoint said, for a human who looks for the reason of a failure: the beginning of the answer's body, decoded
// as it may be, on one line.

/** The first KB says what is wrong; the rest is a page around it. */
const EXCERPT_BYTES = 1_024;

/** Collects the beginning of a body, chunk by chunk. */
export class Excerpt {
  readonly #bytes = new Uint8Array(EXCERPT_BYTES);
  #size = 0;

  add(chunk: Uint8Array): void {
    const part = chunk.subarray(0, EXCERPT_BYTES - this.#size);
    this.#bytes.set(part, this.#size);
    this.#size += part.byteLength;
  }

  /** Well-formed and without control characters; null where nothing came. A character cut in two is left out. */
  text(): string | null {
    const decoded = new TextDecoder().decode(this.#bytes.subarray(0, this.#size), { stream: true });
    const text = decoded
      .replaceAll(/\s+/g, " ")
      .replaceAll(/\p{Cc}/gu, "")
      .trim();
    return text === "" ? null : text;
  }
}
