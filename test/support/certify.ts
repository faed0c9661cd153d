// Certifications as tests ask for them, and what their reports say.
import type { Report } from "../../src/certification/report";
import { call, type Options } from "./api";

/** Runs a certification. */
export const certify = async (path: string, body: unknown, options: Options = {}): Promise<Report> => {
  const reply = await call("POST", path, { body, ...options });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return reply.body as unknown as Report;
};

/** The scenarios of a group with a result. */
export const having = ({ scenarios }: Report, result: string, group?: string): string[] =>
  scenarios
    .filter((one) => one.result === result && (group === undefined || one.group === group))
    .map(({ scenario }) => scenario);
