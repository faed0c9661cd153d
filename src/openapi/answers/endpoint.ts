// Notification endpoints and how they are, for resellers and operators.
import * as z from "zod";
import { count, ENTITLEMENT_ID, Environment, free, name, prose, time, uuid } from "./fields";

const endpointId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .meta({ description: "Of the origin at this reseller.", examples: ["0a1b2c3d4e5f60718293a4b5c6d7e8f9"] });

/** An origin that notifications go to. */
export const Endpoint = z.object({
  endpointId,
  environment: Environment,
  resellerKey: name("The reseller.", "TELCO"),
  origin: z.string().meta({ examples: ["https://reseller.example.com"] }),
  state: z.enum(["CLOSED", "OPEN", "HALF_OPEN", "PAUSED"]).meta({
    description: "`CLOSED`: all is well. Otherwise notifications are held; `PAUSED` until somebody resumes.",
  }),
  since: time("Since when it has been in this state."),
  failures: count("Without a success in between."),
  nextProbe: time("When it is tried next.").nullable(),
  reason: prose("Why it is in this state.").nullable(),
  held: count("Notifications that wait for it."),
});

/** Something that happened to an endpoint, or to a notification that was given up. */
export const OperationalEvent = z.object({
  date: time("When."),
  type: z.string().meta({ examples: ["endpoint.failing"] }),
  endpointId: endpointId.nullable(),
  entitlementId: uuid("The entitlement, where it is about one.", ENTITLEMENT_ID).nullable(),
  detail: free("What is known of it."),
});

/** Endpoints that have been in trouble, and the latest events. */
export const Endpoints = z.object({
  endpoints: z
    .array(Endpoint)
    .meta({ description: "Those in trouble first; one that never failed is not listed." }),
  events: z.array(OperationalEvent).meta({ description: "The latest 50, newest first." }),
});
