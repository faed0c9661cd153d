// An environment whose stores are away from their n-th call on: what a run that died there has left is what a later run
// finds. Counts every call that goes to the bucket or to the query store.
import { env } from "cloudflare:workers";

export interface Failing {
  env: Env;
  /** How many calls there were. */
  calls: () => number;
}

/** Every call after the first `good` fails; with `half`, the failing write has happened before it fails. */
export function failingAfter(good: number, { half = false } = {}): Failing {
  let calls = 0;
  const guarded = <Args extends unknown[], Result>(
    call: (...args: Args) => Promise<Result>,
  ): ((...args: Args) => Promise<Result>) => {
    return async (...args) => {
      calls++;
      const isBroken = calls > good;
      if (isBroken && !(half && calls === good + 1)) throw new Error(`the store is away (call ${calls})`);
      const result = await call(...args);
      if (isBroken) throw new Error(`the answer was lost (call ${calls})`);
      return result;
    };
  };
  const upload = (one: R2MultipartUpload): R2MultipartUpload => ({
    key: one.key,
    uploadId: one.uploadId,
    uploadPart: guarded((...args: Parameters<R2MultipartUpload["uploadPart"]>) => one.uploadPart(...args)),
    complete: guarded((parts: R2UploadedPart[]) => one.complete(parts)),
    abort: () => one.abort(),
  });
  const files = new Proxy(env.FILES, {
    get: (bucket, name) => {
      const method: unknown = Reflect.get(bucket, name);
      if (typeof method !== "function") return method;
      const call = guarded(async (...args: unknown[]): Promise<unknown> =>
        Reflect.apply(method, bucket, args),
      );
      if (name !== "createMultipartUpload") return call;
      return async (...args: unknown[]) => upload((await call(...args)) as R2MultipartUpload);
    },
  });
  const database = new Proxy(env.DB, {
    get: (one, name) => {
      const method: unknown = Reflect.get(one, name);
      if (name !== "prepare" || typeof method !== "function") return method;
      return (sql: string) => statement(one.prepare(sql), guarded);
    },
  });
  return { env: { ...env, FILES: files, DB: database }, calls: () => calls };
}

type Guard = <Args extends unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

const RUNNING = ["all", "first", "run", "raw"];

function statement(prepared: D1PreparedStatement, guarded: Guard): D1PreparedStatement {
  return new Proxy(prepared, {
    get: (one, name) => {
      const method: unknown = Reflect.get(one, name);
      if (typeof method !== "function") return method;
      if (name === "bind") return (...values: unknown[]) => statement(one.bind(...values), guarded);
      const call = async (...args: unknown[]): Promise<unknown> => Reflect.apply(method, one, args);
      return RUNNING.includes(String(name)) ? guarded(call) : call;
    },
  });
}
