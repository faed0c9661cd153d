// The connector of merchants that are Workers themselves: each operation is a method, called over a service binding
// that the deployment gives by name. The request goes over as it is, and so does the answer; `merchantWorker.ts` is
// the contract.
import * as z from "zod";
import { errorText, log } from "../shared/log";
import { capabilitiesFrom } from "./capabilities";
import { MERCHANT_OPERATIONS, type Connector, type ConnectorCall, type Outcome } from "./contract";
import type { ConnectorKind, Description } from "./kind";
import type { MerchantWorker } from "./merchantWorker";

const operations = z.array(z.enum(MERCHANT_OPERATIONS));

const Definition = z
  .strictObject({
    /** The name of the service binding in wrangler.toml. */
    binding: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "must be the name of a service binding, in capitals"),
    /** The methods that the merchant's Worker has. */
    operations: operations.refine((names) => names.includes("create"), "must have create"),
    /** Those that it answers again, without a second effect, when a `requestId` comes again. */
    idempotent: operations.default([]),
    activation: z.enum(["SYNC", "ASYNC"]),
    /** Whether `terminate` can answer with a date that lies ahead. */
    endOfPeriodCancel: z.boolean().default(false),
    /** Whether `update` can answer with a page to go to. */
    userStepOnChange: z.boolean().default(false),
  })
  .refine((own) => own.idempotent.every((name) => own.operations.includes(name)), {
    path: ["idempotent"],
    error: "must be among operations",
  })
  .refine((own) => !own.endOfPeriodCancel || own.operations.includes("terminate"), {
    path: ["endOfPeriodCancel"],
    error: "needs the operation terminate",
  })
  .refine((own) => !own.userStepOnChange || own.operations.includes("update"), {
    path: ["userStepOnChange"],
    error: "needs the operation update",
  });
type Definition = z.infer<typeof Definition>;

export const worker: ConnectorKind = {
  kind: "worker",
  definition: Definition.transform((definition): Description => ({
    capabilities: capabilitiesFrom(definition),
    secrets: [],
    targets: [],
    connect: (env) => connect(env, definition),
  })),
};

function connect(env: Env, { binding, operations: names, idempotent }: Definition): Connector {
  const service = serviceOf(env, binding);
  if (service === null) log("merchant_worker.missing", { binding });
  const call = service === null ? async () => UNAVAILABLE : callOf(service);
  return { idempotent, ...Object.fromEntries(names.map((name) => [name, call])) };
}

/** Nothing was sent, and that is certain. */
const UNAVAILABLE: Outcome = {
  kind: "rejected",
  reason: "MERCHANT_UNAVAILABLE",
  message: "This deployment has no such service binding.",
};

/** Any stub takes any method; whether the Worker has it shows when it is called. */
type Service = Required<MerchantWorker>;

const callOf =
  (service: Service): ConnectorCall =>
  async (request, { publicUrl, traceparent }) => {
    const magicNumber = request.environment === "sandbox" ? request.magicNumber : null;
    try {
      return await service[request.operation]({ ...request, magicNumber }, { publicUrl, traceparent });
    } catch (error) {
      return { kind: "unknown", cause: "SERVER_ERROR", detail: errorText(error) };
    }
  };

/** The binding of a name, where it is one to a Worker: a definition must not reach databases or objects of ours. */
function serviceOf(env: Env, name: string): Service | null {
  const binding: unknown = Reflect.get(env, name);
  return isService(binding) ? binding : null;
}

const isService = (binding: unknown): binding is Service =>
  Object.prototype.toString.call(binding) === "[object Fetcher]";
