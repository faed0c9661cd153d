// An object that is written in pieces and is there only when it is whole: at once where it is small, in parts where it is
// not, so that memory holds one part of it. What is not finished is never visible, and the store forgets it.

/** The smallest part that R2 takes; all but the last have to be equal. */
const PART_BYTES = 5 * 1024 * 1024;
/** What is usually written at a time. */
const PIECE_BYTES = 64 * 1024;

export interface OpenFile {
  /** Adds text, or bytes as they are. */
  write: (content: string | Uint8Array) => Promise<void>;
  /** Makes it visible; answers its size in bytes. */
  finish: () => Promise<number>;
  /** Gives up. */
  abandon: () => Promise<void>;
}

/** Opens an object under a key that it replaces when it is finished. */
export function openFile(files: R2Bucket, key: string, options: R2MultipartOptions): OpenFile {
  const encoder = new TextEncoder();
  const parts: R2UploadedPart[] = [];
  let upload: R2MultipartUpload | null = null;
  let bytes = new Uint8Array(PIECE_BYTES);
  let used = 0;
  let size = 0;

  /** Makes room, by doubling up to little more than a part. */
  const room = (needed: number): void => {
    if (used + needed <= bytes.length) return;
    const doubled = Math.min(bytes.length * 2, PART_BYTES + PIECE_BYTES);
    const wider = new Uint8Array(Math.max(doubled, used + needed));
    wider.set(bytes.subarray(0, used));
    bytes = wider;
  };

  const holdsPart = (): boolean => used >= PART_BYTES;

  const sendPart = async (length: number): Promise<void> => {
    upload ??= await files.createMultipartUpload(key, options);
    parts.push(await upload.uploadPart(parts.length + 1, bytes.slice(0, length)));
    bytes.copyWithin(0, length, used);
    used -= length;
  };

  return {
    write: async (content) => {
      const more = typeof content === "string" ? encoder.encode(content) : content;
      room(more.length);
      bytes.set(more, used);
      used += more.length;
      size += more.length;
      while (holdsPart()) await sendPart(PART_BYTES);
    },
    finish: async () => {
      if (upload === null) {
        await files.put(key, bytes.subarray(0, used), options);
      } else {
        if (used > 0) await sendPart(used);
        await upload.complete(parts);
      }
      return size;
    },
    abandon: async () => {
      await upload?.abort();
    },
  };
}
