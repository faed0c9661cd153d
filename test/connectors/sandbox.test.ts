// The built-in sandbox merchant is a merchant like any other; magic numbers say how it is to answer.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { MerchantOperation } from "../../src/connectors/contract";
import { sandbox } from "../../src/connectors/sandbox";
import type { Subscription } from "../../src/sandbox/subscription";
import { overtakenSuite } from "./overtaken";
import { CONTEXT, contractSuite, requestOf, type How, type Subject, type Suite } from "./suite";

/** Null: without a magic number. What is not listed, this merchant cannot be made to do. */
const NUMBERS: Partial<Record<MerchantOperation, Partial<Record<How, string | null>>>> = {
  create: {
    completed: "CREATE_REQUEST_RETURNS_ACTIVATED",
    actionRequired: "CREATE_REQUEST_RETURNS_ACTIVATION_REQUIRED",
    accepted: "CREATE_REQUEST_RETURNS_CREATED",
    rejected: "CREATE_REQUEST_REJECTED",
    unknown: "CREATE_REQUEST_FAILS",
    fails: "CREATE_REQUEST_FAILS",
    hangs: "CREATE_REQUEST_TIMES_OUT",
    failsOnce: "ANY_REQUEST_FAILS_ONCE",
  },
  activationInfo: { actionRequired: null },
  update: {
    completed: null,
    actionRequired: "UPDATE_RETURNS_ACTIVATION_REQUIRED",
    failsOnce: "ANY_REQUEST_FAILS_ONCE",
  },
  suspend: { completed: null, failsOnce: "ANY_REQUEST_FAILS_ONCE" },
  resume: { completed: null, failsOnce: "ANY_REQUEST_FAILS_ONCE" },
  undo: { completed: null, failsOnce: "ANY_REQUEST_FAILS_ONCE" },
  terminate: {
    completed: null,
    accepted: "TERMINATE_RETURNS_ACCEPTED",
    rejected: null,
    failsOnce: "ANY_REQUEST_FAILS_ONCE",
  },
  status: { completed: null, rejected: null },
};

async function prepare(): Promise<Subject> {
  const entitlementId = crypto.randomUUID();
  const access = { environment: "sandbox", merchantAccountKey: "MUSIC", secret: async () => null } as const;
  const connector = sandbox.definition.parse({}).connect(env, access);
  const object = env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(entitlementId));
  return {
    connector,
    async tell(operation, how) {
      const sold = operation !== "create" && how !== "rejected";
      if (sold) await connector.create?.(created(entitlementId), context());
      const magicNumber = NUMBERS[operation]?.[how] ?? null;
      // Without an id of the merchant's own: one that it does not know would be of an entitlement that was imported.
      const ids = { entitlementId, merchantEntitlementId: entitlementId };
      return { request: { ...ids, magicNumber, productKey: "MUSIC_INSTANT" } };
    },
    async effects(requestId) {
      const book = await runInDurableObject(object, (_, { storage }) =>
        storage.kv.get<string>("subscription"),
      );
      const { answered }: Subscription = JSON.parse(book ?? '{"answered":{}}');
      return Object.keys(answered).filter((id) => id === requestId).length;
    },
  };
}

const created = (entitlementId: string) =>
  requestOf("create", { entitlementId, productKey: "MUSIC_INSTANT" });
const context = () => ({ ...CONTEXT, signal: AbortSignal.timeout(5_000) });

const suite: Suite = { can: (operation, how) => NUMBERS[operation]?.[how] !== undefined, prepare };
contractSuite("sandbox", suite);
overtakenSuite("sandbox", suite);
