// The service's side of the command: one request, its answer checked at the door.
import * as z from "zod";

/** A try takes 10 s at most; some more for a busy machine. */
const REQUEST_TIMEOUT_MS = 20_000;

const Headers = z.record(z.string(), z.string());

const Explanation = z.looseObject({
  request: z
    .object({ method: z.string(), url: z.string(), headers: Headers, body: z.string().nullable() })
    .nullable(),
  response: z
    .object({ status: z.number(), headers: Headers, body: z.string(), durationMs: z.number() })
    .nullable(),
  outcome: z.looseObject({ kind: z.string() }).nullable(),
  rule: z.number().nullable(),
});
export type Explanation = z.infer<typeof Explanation>;

const Refusal = z.looseObject({
  responseMessage: z.string(),
  metadata: z.looseObject({ reason: z.string() }),
});

/** What is to be tried; the service checks it. */
export type Trial = Record<string, string | number | boolean | undefined>;

/** Why there is nothing to show. */
export class Refused extends Error {}

/** Asks the service at `url`; throws `Refused` where it does not answer with an explanation. */
export async function tryConnector(url: string, credential: string, trial: Trial): Promise<Explanation> {
  const { status, body } = await posted(`${url}/admin/v1/connector/try`, credential, trial);
  const explanation = Explanation.safeParse(body);
  if (status === 200 && explanation.success) return explanation.data;
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw new Refused(`${refusal.data.metadata.reason}: ${refusal.data.responseMessage}`);
  throw new Refused(`What listens on ${url} does not answer like resale-edge (status ${status}).`);
}

async function posted(
  url: string,
  credential: string,
  body: Trial,
): Promise<{ status: number; body: unknown }> {
  let response: Response;
  try {
    response = await fetch(url, {
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
    throw new Refused(`${new URL(url).origin} does not answer. Is the service running (npm start)?`);
  }
  const text = await response.text();
  return { status: response.status, body: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
