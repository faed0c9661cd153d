// The service's side of the command: one request, its answer checked at the door.
import * as z from "zod";
import { GROUPS, RESULTS } from "../../src/certification/finding.ts";
import type { Options } from "./options.ts";

/** A run takes half a minute at most; some more for a busy machine. */
const REQUEST_TIMEOUT_MS = 60_000;

const Result = z.enum(RESULTS);

const Report = z.looseObject({
  certificationId: z.string(),
  date: z.string(),
  durationMs: z.number(),
  party: z.string(),
  organisation: z.string(),
  subject: z.string(),
  result: Result,
  passed: z.number(),
  failed: z.number(),
  notCovered: z.number(),
  scenarios: z.array(
    z.looseObject({
      scenario: z.string(),
      group: z.enum(Object.keys(GROUPS) as (keyof typeof GROUPS)[]),
      title: z.string(),
      result: Result,
      required: z.boolean(),
      reason: z.string(),
    }),
  ),
});
export type Report = z.infer<typeof Report>;

const Refusal = z.looseObject({
  responseMessage: z.string(),
  metadata: z.looseObject({ reason: z.string() }),
});

/** Why there is no report. */
export class Refused extends Error {}

/** Runs a certification; throws `Refused` where the service does not answer with a report. */
export async function runCertification(options: Options): Promise<{ report: Report; answer: unknown }> {
  const { status, answer } = await posted(options);
  const report = Report.safeParse(answer);
  if (status === 200 && report.success) return { report: report.data, answer };
  const refusal = Refusal.safeParse(answer);
  if (refusal.success) throw new Refused(`${refusal.data.metadata.reason}: ${refusal.data.responseMessage}`);
  throw new Refused(`What listens on ${options.url} does not answer like a Resale API (status ${status}).`);
}

async function posted({
  url,
  merchant,
  credential,
  body,
}: Options): Promise<{ status: number; answer: unknown }> {
  let response: Response;
  try {
    response = await fetch(`${url}${merchant ? "/merchant" : ""}/v1/sandbox/certification`, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        Authorization: `Basic ${Buffer.from(credential).toString("base64")}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused(`${new URL(url).origin} does not answer.`);
  }
  return { status: response.status, answer: jsonOf(await response.text()) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
