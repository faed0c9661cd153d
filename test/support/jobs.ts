// Jobs as their owners use them: started by the API, looked at until they have ended, their results read as text.
import { exports } from "cloudflare:workers";
import { expect } from "vitest";
import { call, requestOf, TELCO, until, type Options, type Reply } from "./api";

export const ENDS = ["DONE", "FAILED", "CANCELLED"];

interface Started extends Options {
  query?: string;
  file?: string;
  type?: string;
  root?: string;
}

/** POST /v1/jobs with a file. */
export function post(
  kind: string,
  { query = "", file, type = "text/csv", root = "/v1", ...options }: Started = {},
) {
  const sent = file === undefined ? {} : { raw: file, headers: { "Content-Type": type, ...options.headers } };
  return call("POST", `${root}/jobs?kind=${kind}${query && `&${query}`}`, { ...options, ...sent });
}

/** The id of a job that has been accepted. */
export async function started(kind: string, options: Started = {}): Promise<string> {
  const { status, body } = await post(kind, options);
  expect(status, JSON.stringify(body)).toBe(202);
  return String(body["jobId"]);
}

/** The job once it has ended. */
export const ended = (jobId: string, as = TELCO, root = "/v1"): Promise<Reply["body"]> =>
  until(async () => {
    const { body } = await call("GET", `${root}/jobs/${jobId}`, { as });
    expect(ENDS).toContain(body["state"]);
    return body;
  }, 14_000);

/** A result as it is downloaded. */
export async function resultText(jobId: string, name: string, as = TELCO, root = "/v1"): Promise<string> {
  const response = await exports.default.fetch(
    requestOf("GET", `${root}/jobs/${jobId}/results/${name}`, { as }),
  );
  const text = await response.text();
  expect(response.status, text).toBe(200);
  expect(Number(response.headers.get("Content-Length"))).toBe(new TextEncoder().encode(text).length);
  return text;
}
