// The operator's look at the service: what is in trouble, how endpoints are, figures of everybody.
import { page, success } from "../answers/compose";
import { BacklogAnswer } from "../answers/backlog";
import { Endpoint, Endpoints } from "../answers/endpoint";
import { Trouble } from "../answers/notification";
import { Statistics } from "../answers/statistics";
import type { Operation } from "../operation";

const tag = "Operators: service";
const whose = { environment: "sandbox", resellerKey: "TELCO" };

/** By the name of the route. */
export const OPERATOR_SERVICE = {
  "GET /admin/v1/backlog": {
    operationId: "getBacklog",
    tag,
    description: "Per environment and kind: how many, since when, and the five oldest.",
    answers: { 200: success(BacklogAnswer) },
    examples: [{ summary: "What waits", status: 200 }],
  },
  "GET /admin/v1/trouble": {
    operationId: "listTrouble",
    tag,
    description: "What the backlog counts, one by one, the longest in trouble first.",
    answers: { 200: page("trouble", Trouble) },
    reasons: ["INVALID_CURSOR"],
    examples: [{ summary: "What somebody has to settle", query: { status: "operator" }, status: 200 }],
  },
  "GET /admin/v1/endpoints": {
    operationId: "listAnyEndpoints",
    tag,
    description: "One reseller's, or without both parameters everybody's.",
    answers: { 200: success(Endpoints) },
    examples: [{ summary: "One reseller's", query: whose, status: 200 }],
  },
  "POST /admin/v1/endpoints/:endpointId/resume": {
    operationId: "resumeAnyEndpoint",
    tag,
    description: "The next notification is the probe; what is held follows.",
    answers: { 200: success(Endpoint) },
    reasons: ["UNKNOWN_ENDPOINT"],
    examples: [
      {
        summary: "It is back",
        given: "troubledEndpoint",
        body: { reason: "The reseller has called, ticket 4711" },
        status: 200,
      },
    ],
  },
  "GET /admin/v1/statistics": {
    operationId: "getAnyStatistics",
    tag,
    description: "Everybody's, or one environment's, or one reseller's in an environment.",
    answers: { 200: success(Statistics) },
    examples: [{ summary: "One reseller's", query: whose, status: 200 }],
  },
} satisfies Record<string, Operation>;
