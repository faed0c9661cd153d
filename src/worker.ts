// The platform as a library: `createResale` gives the handlers and object classes for another Worker to mount, under a
// prefix, with connectors of its own and with its own authentication, audit sink and clock beside ours. `index.ts` is
// the same with nothing of that.
import { hostAuthentication, type Identity } from "./api/hostAuthentication";
import { refuseUnbound, type ResaleEnv, type ResaleObjects } from "./bindings";
import type { ConnectorKindIn } from "./connectors/description";
import type { ConnectorKind } from "./connectors/kind";
import { BUILT_IN, ownConnectors } from "./connectors/own";
import { isForConsole } from "./console/isForConsole";
import { basePathFrom, mounted } from "./mount";
import { objectsIn } from "./objects";
import { auditSink, type AuditEntry } from "./onboarding/audit";
import type { Seed } from "./catalogue/cache";
import { basePath } from "./shared/basePath";
import { clock } from "./shared/clock";

export type { Identity } from "./api/hostAuthentication";
export type { ObjectClass, ResaleEnv, ResaleObjects } from "./bindings";
export type {
  Connector,
  ConnectorCall,
  ConnectorContext,
  MerchantOperation,
  MerchantRequest,
  Outcome,
} from "./connectors/contract";
export type {
  ConnectorKindIn as ConnectorKind,
  DescriptionIn as Description,
  MerchantAccess,
} from "./connectors/description";
export type { AuditEntry } from "./onboarding/audit";

// Each entrance is loaded when something comes in by it: schemas, templates and charts take long to set up, and an isolate
// that runs objects or queues, or was started for one API call, needs few of them.
const loadApi = async () => (await import("./api/router")).handle;
const loadConsole = async () => (await import("./console/entrance")).visit;
const loadQueue = async () => (await import("./queue")).consume;
const loadHousekeeping = async () => (await import("./housekeeping")).keepAll;

const seedOf = (env: Env): Seed | null =>
  env.DEMO_CATALOGUE === "on"
    ? async (database) => (await import("./sandbox/demo")).demoSeed(env)(database)
    : null;

/** What a host Worker can say; everything has a default. */
export interface ResaleOptions<HostEnv> {
  /** The prefix of all paths, `/resale` for example. None by default. */
  basePath?: string;
  /** Kinds of connector beside the built-in ones, by the name that the catalogue calls them (`connector.type`). */
  connectors?: Readonly<Record<string, ConnectorKindIn<HostEnv>>>;
  /** Callers known by other means than a credential of ours; null for those who have to show one. */
  authenticate?: (request: Request, env: HostEnv) => Identity | null | Promise<Identity | null>;
  /** Hears of every audit entry, after it is stored. What it throws is logged and undoes nothing. */
  audit?: (entry: AuditEntry & { date: string }, env: HostEnv) => void | Promise<void>;
  /** Epoch milliseconds. One clock per Worker, for everything in it: for tests and rehearsals. */
  now?: () => number;
  /** Our bindings by our names, where the host has other names for them. */
  bindings?: (env: HostEnv) => ResaleEnv;
}

/** What a host Worker mounts and exports. */
export interface Resale<HostEnv> extends ResaleObjects<HostEnv> {
  fetch: (request: Request, env: HostEnv, ctx: ExecutionContext) => Promise<Response>;
  /** For batches of the four queues that we send to, whatever they are called. */
  queue: (batch: MessageBatch, env: HostEnv, ctx: ExecutionContext) => Promise<void>;
  /** Once an hour. */
  scheduled: (controller: ScheduledController, env: HostEnv, ctx: ExecutionContext) => void;
}

/** The platform for one Worker. Throws for options that cannot be: a prefix that is no path, a kind that is taken. */
export function createResale<HostEnv extends ResaleEnv = ResaleEnv>(
  options?: ResaleOptions<HostEnv>,
): Resale<HostEnv>;
/** The same for a Worker that has other names for our bindings. */
export function createResale<HostEnv extends object>(
  options: ResaleOptions<HostEnv> & { bindings: (env: HostEnv) => ResaleEnv },
): Resale<HostEnv>;
export function createResale<HostEnv extends object>(options: ResaleOptions<HostEnv> = {}): Resale<HostEnv> {
  const prefix = basePathFrom(options.basePath ?? "");
  refuseTaken(Object.keys(options.connectors ?? {}));
  if (options.now) clock.now = options.now;
  const envOf = environments(options, prefix);
  return {
    fetch(request, host, ctx) {
      const env = envOf(host);
      return mounted(request, prefix, async (inside) => {
        const answer = await (isForConsole(inside) ? loadConsole() : loadApi());
        return answer(inside, env, ctx, seedOf(env));
      });
    },
    async queue(batch, host, ctx) {
      const env = envOf(host);
      return (await loadQueue())({ env, ctx, seed: seedOf(env) }, batch);
    },
    scheduled: (_, host, ctx) => ctx.waitUntil(loadHousekeeping().then((keepAll) => keepAll(envOf(host)))),
    ...objectsIn(envOf),
  };
}

/** Our view of a host's environment, made once for each, with what the host has put in. */
function environments<HostEnv extends object>(options: ResaleOptions<HostEnv>, prefix: string) {
  const { bindings, authenticate, audit } = options;
  const known = new WeakMap<HostEnv, Env>();
  return (host: HostEnv): Env => {
    const before = known.get(host);
    if (before) return before;
    const bound = bindings ? bindings(host) : host;
    refuseUnbound(bound);
    // `ResaleEnv` says of our objects only that they are objects; the host exports the classes that we gave it.
    const env = bound as unknown as Env;
    if (prefix !== "") basePath.put(env, prefix);
    if (authenticate) hostAuthentication.put(env, (request) => authenticate(request, host));
    if (audit) auditSink.put(env, (entry) => audit(entry, host));
    if (options.connectors) ownConnectors.put(env, connectedWith(options.connectors, host));
    known.set(host, env);
    return env;
  };
}

/** A host's connectors get the host's own environment, not our view of it. */
const connectedWith = <HostEnv>(
  kinds: Readonly<Record<string, ConnectorKindIn<HostEnv>>>,
  host: HostEnv,
): Record<string, ConnectorKind> =>
  Object.fromEntries(
    Object.entries(kinds).map(([name, { kind, definition }]) => [
      name,
      {
        kind,
        definition: definition.transform((description) => ({
          ...description,
          connect: (_, merchant) => description.connect(host, merchant),
        })),
      } satisfies ConnectorKind,
    ]),
  );

function refuseTaken(names: string[]): void {
  for (const name of names)
    if (BUILT_IN.some((taken) => taken === name))
      throw new TypeError(`connectors: there is a "${name}" already.`);
}
