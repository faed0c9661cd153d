// Requests at random, made from the document, such as it allows and such as it does not: none of them leads to a bug of
// ours, to an answer that the document does not have, or to one that is not as it says. `REQUESTS=5000 SEED=1` tries more.
import * as fc from "fast-check";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { inbox } from "../receiver";
import { call, MUSIC, OPERATOR, TELCO, type Options } from "../support/api";
import { merchantWith } from "../support/candidates";
import { allowed, spoilt, type Known } from "../support/openapi/arbitrary";
import { OPERATIONS, type Operation, type Parameter } from "../support/openapi/document";
import { SITUATIONS, type Values } from "../support/openapi/situations";

interface Trial {
  operationId: string;
  method: string;
  path: string;
  options: Options;
}

const WHO: Record<string, string> = { v1: TELCO, merchant: MUSIC, admin: OPERATOR };

/** The sandbox merchant's silence is ten seconds long. */
const SLOW = ["CREATE_REQUEST_TIMES_OUT"];

/** A catalogue at random would leave nothing to be sold; the plan of one is as good. */
const PLANNED = ["putCatalogue"];

/** So many that requests at random find some as they need them. */
const PRESENT = [
  ["active", 12],
  ["pending", 4],
  ["suspended", 3],
  ["ending", 2],
  ["queued", 1],
  ["failed", 1],
  ["landing", 1],
  ["order", 3],
] as const;

let known: Known = {};

/** What is really there, so that requests get beyond the door. */
beforeAll(async () => {
  const ids: Values[] = [];
  for (const [situation, count] of PRESENT)
    for (let at = 0; at < count; at++) ids.push(await SITUATIONS[situation]("RESELLER"));
  const [endpoint, credential, job, certification] = [
    await SITUATIONS.troubledEndpoint("RESELLER"),
    await SITUATIONS.credential("OPERATOR"),
    await SITUATIONS.job("RESELLER"),
    await SITUATIONS.certification("RESELLER"),
  ];
  const of = (name: string): string[] => ids.flatMap((one) => one[name] ?? []);
  const urls = [
    inbox().url,
    "http://10.0.0.1/",
    "https://localhost/x",
    "https://user@example.com/",
    "nowhere",
  ];
  known = {
    entitlementId: of("entitlementId"),
    operationId: of("operationId"),
    token: of("token"),
    endpointId: Object.values(endpoint),
    credentialId: Object.values(credential),
    jobId: [job["jobId"]],
    resultName: [job["resultName"]],
    certificationId: Object.values(certification),
    kind: ["batch", "export", "reconciliation"],
    advanceSeconds: [1, 86_400],
    baseUrl: [merchantWith("none"), ...urls.slice(1)],
    id: ["a-credential"],
    merchantAccountKey: ["MUSIC", "VIDEO"],
    productKey: ["MUSIC", "MUSIC_INSTANT", "MUSIC_PREMIUM", "MUSIC_CODE"],
    offerKey: ["STANDARD", "BUNDLE"],
    resellerKey: ["TELCO", "BANK"],
    organisation: ["TELCO", "MUSIC"],
    customerIdentifier: ["customer-of-many", "another one"],
    partner: ["MUSIC", "TELCO"],
    name: ["AR_V1_D_2026-11-01.csv"],
    environment: ["sandbox"],
    cancelReasonCategory: ["CUSTOMER_CANCELLED", "REVOKED"],
    cancelReasonCode: ["OTHER"],
    notificationUrl: urls,
    url: urls,
  };
}, 60_000);

/** Nothing is posted to anybody but the tests' own endpoint. */
const ONLY_KNOWN = ["notificationUrl", "url", "baseUrl"];

/** What stands for further parameters is none itself. */
const isOne = ({ schema }: Parameter): boolean => schema["type"] !== "object";

/** Parameters as text: all that have to be there, and some others. */
function textsOf(parameters: Parameter[]): fc.Arbitrary<Record<string, string>> {
  const made = parameters.filter(isOne).map(({ name, schema }): [string, fc.Arbitrary<string>] => [
    name,
    allowed(schema, known, name)
      .filter((value) => !SLOW.includes(String(value)))
      .map(String),
  ]);
  const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(made), { requiredKeys }) as fc.Arbitrary<Record<string, string>>;
}

/** What a header can carry at all. */
const HEADER = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

function requestTo(operation: Operation): fc.Arbitrary<Trial> {
  const { parameters, requestBody, method, path, operationId } = operation;
  const placed = (where: Parameter["in"]) => textsOf(parameters.filter((one) => one.in === where));
  const [type = "", content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body =
    content === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 3, arbitrary: allowed(content.schema, known) },
          { weight: 2, arbitrary: spoilt(content.schema, known) },
        );
  return fc
    .tuple(placed("path"), placed("query"), placed("header"), body)
    .map(([inPath, query, headers, sent]) => {
      const search = new URLSearchParams(PLANNED.includes(operationId) ? { dryRun: "true" } : query);
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(inPath[name] || "-"),
      );
      const raw = type === "text/csv" ? String(sent) : safe(sent);
      return {
        operationId,
        method,
        path: search.size === 0 ? filled : `${filled}?${search}`,
        options: {
          as: WHO[path.split("/")[1] ?? ""] ?? null,
          headers: {
            ...Object.fromEntries(Object.entries(headers).filter(([, value]) => HEADER.test(value))),
            ...(sent !== undefined && { "Content-Type": type }),
          },
          ...(sent !== undefined && { raw }),
        },
      };
    });
}

/** The body as JSON, with no URL in it that somebody else might be reached at. */
const safe = (sent: unknown): string =>
  JSON.stringify(sent, (name, value: unknown) =>
    ONLY_KNOWN.includes(name) && typeof value === "string" && !(known[name] ?? []).includes(value)
      ? "nowhere"
      : value,
  );

it("no request leads to a bug, an undocumented answer, or one that is not as described", async () => {
  const answered = new Map<string, number>();
  const requests = fc.constantFrom(...OPERATIONS).chain(requestTo);
  await fc.assert(
    fc.asyncProperty(requests, async ({ operationId, method, path, options }) => {
      const { status, body } = await call(method, path, options);
      const merchants = status === 503 && body.metadata.origin === "MERCHANT";
      expect(status < 500 || merchants, `${operationId}: ${JSON.stringify(body)}`).toBe(true);
      const kind = status < 300 ? "taken" : `refused with ${status}`;
      answered.set(kind, (answered.get(kind) ?? 0) + 1);
    }),
    { seed: env.TEST_SEED, numRuns: env.TEST_REQUESTS, interruptAfterTimeLimit: 600_000 },
  );
  // A trial in which nothing is taken, or nothing refused, tries nothing.
  expect(answered.get("taken")).toBeGreaterThan(env.TEST_REQUESTS / 10);
  expect(answered.get("refused with 400")).toBeGreaterThan(env.TEST_REQUESTS / 20);
}, 620_000);
