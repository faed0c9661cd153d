// What else resellers call: the service itself, products, the feed, notifications, endpoints.
import { list, page, success } from "../answers/compose";
import { EchoAnswer } from "../answers/service";
import { Endpoint, Endpoints } from "../answers/endpoint";
import { ENTITLEMENT_ID } from "../answers/fields";
import {
  FeedPage,
  Replayed,
  ReplayedPage,
  Sample,
  SigningKeys,
  TroubledNotification,
} from "../answers/notification";
import { Product } from "../answers/product";
import { Statistics } from "../answers/statistics";
import type { Operation } from "../operation";
import * as z from "zod";

const REASON = "Endpoint repaired, ticket 4711";

/** By the name of the route. */
export const RESELLERS = {
  "GET /v1/echo/:echoRequestId": {
    operationId: "echo",
    tag: "Service",
    description: "Answers what was sent.",
    answers: { 200: success(EchoAnswer) },
    examples: [{ summary: "Is it there?", status: 200 }],
  },
  "GET /v1/product": {
    operationId: "listProducts",
    tag: "Products",
    description: "With `X-CustomerIdentifier` also whether that customer may take another one now.",
    answers: { 200: list("products", Product) },
    takes: ["X-CustomerIdentifier"],
    examples: [
      { summary: "What can be sold", status: 200 },
      {
        summary: "What this customer can take",
        headers: { "X-CustomerIdentifier": "+4915100000001" },
        status: 200,
      },
    ],
  },
  "GET /v1/events": {
    operationId: "listEvents",
    tag: "Notifications",
    description: `One event per version, in order and without gaps, in the notification's body. Keep \`nextCursor\`, which is
always a usable one, and go on from there.`,
    answers: { 200: success(FeedPage) },
    reasons: ["INVALID_CURSOR", "CURSOR_EXPIRED"],
    examples: [{ summary: "From the beginning", query: { limit: "100" }, status: 200 }],
  },
  "GET /v1/notifications": {
    operationId: "listNotifications",
    tag: "Notifications",
    description:
      "What waits after its second failure, is held, or was given up; the longest in trouble first. Normally empty.",
    answers: { 200: page("notifications", TroubledNotification) },
    reasons: ["INVALID_CURSOR"],
    examples: [{ summary: "What was given up", query: { status: "exhausted" }, status: 200 }],
  },
  "POST /v1/notifications/replay": {
    operationId: "replayNotifications",
    tag: "Notifications",
    description: `One notification, all of one entitlement, or everything given up since a time, in pages: go on while
\`nextCursor\` is not null, each page under an idempotency key of its own.`,
    answers: { 200: z.union([success(Replayed), success(ReplayedPage)]) },
    takes: ["X-RequestIdentifier", "Idempotency-Key", "If-Match"],
    gives: ["Idempotent-Replayed"],
    reasons: [
      "UNKNOWN_ENTITLEMENT",
      "UNKNOWN_NOTIFICATION",
      "INVALID_CURSOR",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_IN_PROGRESS",
      "VERSION_MISMATCH",
    ],
    examples: [
      {
        summary: "All of one entitlement",
        given: "active",
        body: { entitlementId: ENTITLEMENT_ID, reason: REASON },
        status: 200,
      },
      {
        summary: "Everything that was given up",
        headers: { "Idempotency-Key": "replay-page-1" },
        body: { status: "exhausted", since: "2026-01-01T00:00:00Z", reason: REASON },
        status: 200,
      },
    ],
  },
  "POST /v1/notifications/test": {
    operationId: "testNotification",
    tag: "Notifications",
    description: "Sends a signed sample the way of every notification, and answers what happened.",
    answers: { 200: success(Sample) },
    reasons: ["INVALID_NOTIFICATION_URL", "NOTIFICATION_URL_REQUIRED"],
    examples: [
      {
        summary: "Try an endpoint",
        body: { url: "https://reseller.example.com/notifications" },
        status: 200,
      },
    ],
  },
  "GET /v1/notifications/keys": {
    operationId: "listSigningKeys",
    tag: "Notifications",
    description: "Public keys of `v1a` signatures, and the kinds of signatures in use.",
    answers: { 200: success(SigningKeys) },
    examples: [{ summary: "My keys", status: 200 }],
  },
  "GET /v1/endpoints": {
    operationId: "listEndpoints",
    tag: "Notifications",
    description: "An endpoint is an origin. One that never failed is not listed.",
    answers: { 200: success(Endpoints) },
    examples: [{ summary: "How they are", status: 200 }],
  },
  "POST /v1/endpoints/:endpointId/resume": {
    operationId: "resumeEndpoint",
    tag: "Notifications",
    description: "The next notification is the probe; what is held follows.",
    answers: { 200: success(Endpoint) },
    reasons: ["UNKNOWN_ENDPOINT"],
    examples: [{ summary: "It is back", given: "troubledEndpoint", body: { reason: REASON }, status: 200 }],
  },
  "GET /v1/statistics": {
    operationId: "getStatistics",
    tag: "Figures",
    description: "Dates are UTC days, both included; the last 30 where none are named, at most 400.",
    answers: { 200: success(Statistics) },
    examples: [
      { summary: "The last 30 days", status: 200 },
      { summary: "One merchant", query: { merchantAccountKey: "MUSIC" }, status: 200 },
    ],
  },
} satisfies Record<string, Operation>;
