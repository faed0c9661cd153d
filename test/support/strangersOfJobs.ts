// What strangers see through the routes of jobs: never one of TELCO's or MUSIC's in the sandbox, and nothing of what is in it.
import { exports } from "cloudflare:workers";
import { expect } from "vitest";
import { call, MUSIC, refusalOf, requestOf, TELCO, type Body } from "./api";
import { ended, post, resultText } from "./jobs";
import { begun, probe } from "./probe";
import { KEY, type Look } from "./strangers";

interface Place {
  root: string;
  owner: string;
}

const placeOf = (stranger: string): Place =>
  stranger.startsWith("video") || stranger.startsWith("music")
    ? { root: "/merchant/v1", owner: MUSIC }
    : { root: "/v1", owner: TELCO };

/** A job that has ended, with the record in its result. */
async function jobWith({ entitlementId }: Body, { root, owner }: Place): Promise<string> {
  probe(() => ({ cursor: null, parts: { "rows.csv": { rows: 1, text: `${entitlementId}\r\n` } } }));
  const party = root === "/v1" ? "RESELLER" : "MERCHANT";
  const id = await begun({ party, key: party === "RESELLER" ? "TELCO" : "MUSIC", environment: "sandbox" });
  expect(await ended(id, owner, root)).toMatchObject({ state: "DONE" });
  expect(await resultText(id, "rows.csv", owner, root)).toContain(entitlementId);
  return id;
}

/** The key that TELCO uses leads others to jobs of their own, and those do nothing to what is TELCO's. */
export const starts: Look = async (stranger, own) => {
  const file = `action,entitlementId,reasonCategory,reasonCode,reasonDescription\nREVOKE,${own.entitlementId},,,\n`;
  const dry = await post("batch", { file, query: "dryRun=true", headers: KEY });
  expect(dry.status).toBe(202);
  const { root } = placeOf(stranger);
  const theirs = await post("batch", { file, headers: KEY, as: stranger, root });
  if (root !== "/v1") return expect(refusalOf(theirs)).toBe("400 BAD_REQUEST VALIDATION RESELLER kind");
  expect(theirs.status).toBe(202);
  expect(theirs.body["jobId"]).not.toBe(dry.body["jobId"]);
  expect(await ended(String(theirs.body["jobId"]), stranger)).toMatchObject({
    counts: { done: 0, outcomes: { UNKNOWN_ENTITLEMENT: 1 } },
  });
};

export const lists: Look = async (stranger, own) => {
  const place = placeOf(stranger);
  const id = await jobWith(own, place);
  expect(JSON.stringify((await call("GET", `${place.root}/jobs`, { as: place.owner })).body)).toContain(id);
  const { status, body } = await call("GET", `${place.root}/jobs`, { as: stranger });
  expect(status).toBe(200);
  expect(JSON.stringify(body)).not.toContain(id);
};

/** One of theirs is as unknown as none, whatever is done with it. */
const unknown =
  (method: string, rest: string): Look =>
  async (stranger, own) => {
    const place = placeOf(stranger);
    const id = await jobWith(own, place);
    const answers = await Promise.all(
      [id, "00000000-0000-8000-8000-000000000000", "none"].map(async (one) => {
        const path = `${place.root}/jobs/${one}${rest}`;
        const request = requestOf(method, path, { as: stranger, headers: { "X-Request-Id": "fixed" } });
        const response = await exports.default.fetch(request);
        return [response.status, await response.text()];
      }),
    );
    expect(answers[0]?.[0]).toBe(404);
    expect(answers[0]?.[1]).toContain("UNKNOWN_JOB");
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  };

export const reads = unknown("GET", "");
export const cancels = unknown("POST", "/cancel");
export const results = unknown("GET", "/results/rows.csv");
