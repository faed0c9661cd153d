// The platform's queues: a message says by its `kind` what it is, so that a host Worker may name its queues as it likes.
import { dispatch } from "./api/router";
import { callBack } from "./callbacks/consumer";
import { patiently } from "./callbacks/patience";
import type { Seed } from "./catalogue/cache";
import { entitlementStub } from "./entitlement/locate";
import { work } from "./jobs/work";
import { resolve } from "./operations/consumer";
import { publicUrlOf } from "./shared/basePath";

/** A message of an unknown format was written by a newer release; it is kept for it. */
const UNKNOWN_FORMAT_DELAY_SECONDS = 60;

interface House {
  env: Env;
  ctx: ExecutionContext;
  seed: Seed | null;
}

/** Handles a batch; every message is acknowledged but those of a format that this release does not know. */
export async function consume(house: House, batch: MessageBatch): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      if (await handled(house, message.body)) message.ack();
      else message.retry({ delaySeconds: UNKNOWN_FORMAT_DELAY_SECONDS });
    }),
  );
}

/** False for a format that this release does not know. */
async function handled({ env, ctx, seed }: House, body: unknown): Promise<boolean> {
  switch (kindOf(body)) {
    case "notification": {
      const post = { env, seed, outboxOf: (id: string) => entitlementStub(env, id) };
      return patiently(ctx, callBack(post, body));
    }
    case "operation":
    case "wake":
      return resolve({ env, ctx, publicUrl: publicUrlOf(env, null) }, body);
    case "step":
      return work({ env, seed, dispatch: (request, as) => dispatch(request, env, ctx, seed, as) }, body);
    default:
      return false;
  }
}

const kindOf = (body: unknown): unknown =>
  typeof body === "object" && body !== null && "kind" in body ? body.kind : undefined;
