// A Worker that has other things to do and sells subscriptions as well: the platform lives under /resale, with a connector
// for this house's own merchant, with this house's sign-in beside our credentials, and with its audit log.
import {
  createResale,
  type ConnectorKind,
  type Description,
  type Outcome,
  type ResaleEnv,
} from "resale-edge";
import * as z from "zod";

interface Env extends ResaleEnv {
  /** What the house's own systems show instead of a credential. */
  HOUSE_TOKEN: string;
  /** The house's other data: here, seats that its own merchant gives away. */
  SEATS: KVNamespace;
}

/** Seats in the house's theatre, kept in its own namespace: a merchant without an API. */
const theatre: ConnectorKind<Env> = {
  kind: "theatre",
  definition: z.strictObject({ row: z.string() }).transform(({ row }): Description<Env> => ({
    capabilities: {
      activation: "SYNC",
      verbs: ["cancel", "revoke"],
      endOfPeriodCancel: false,
      userStepOnChange: false,
      resolves: ["create", "cancel", "revoke"],
    },
    secrets: [],
    targets: [],
    connect: ({ SEATS }) => ({
      idempotent: ["create", "terminate"],
      async create({ entitlementId }): Promise<Outcome> {
        await SEATS.put(entitlementId, row);
        return { kind: "completed", activationCode: `${row}-${entitlementId.slice(-4)}` };
      },
      async terminate({ entitlementId }): Promise<Outcome> {
        await SEATS.delete(entitlementId);
        return { kind: "completed" };
      },
    }),
  })),
};

const resale = createResale<Env>({
  basePath: "/resale",
  connectors: { theatre },
  authenticate: (request, { HOUSE_TOKEN }) =>
    request.headers.get("X-House-Token") === HOUSE_TOKEN
      ? { party: "OPERATOR", organisation: "HOUSE" }
      : null,
  audit: ({ action, subject, actor }) => console.log(JSON.stringify({ audit: action, subject, actor })),
});

export const { Entitlement, Customer, Endpoint, VoucherStock, SandboxMerchant, SandboxReseller, Job } =
  resale;

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/resale")) return resale.fetch(request, env, ctx);
    if (pathname === "/") return new Response("The house's own front page.");
    return new Response("Nothing here.", { status: 404 });
  },
  queue: resale.queue,
  scheduled: resale.scheduled,
} satisfies ExportedHandler<Env>;
