// Jobs by the API: started with a file, looked at, listed, cancelled, downloaded; what is refused and why; and operators, who
// start them for others.
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hooks } from "../../src/shared/hooks";
import { call, MUSIC, OPERATOR, refusalOf, requestOf, TELCO, until } from "../support/api";
import { entriesOf } from "../support/audit";
import { keysOf } from "../support/bucket";
import { ended, post, resultText, started } from "../support/jobs";
import { loseSteps, probe, stateOf } from "../support/probe";
import type { StepContext, StepResult } from "../../src/jobs/kind";
import type { Position } from "../../src/jobs/rows";
import type { Json } from "../../src/shared/json";

const FILE = { formats: ["csv", "ndjson"], mostRows: 1_000, columns: [["row", "what"]] } as const;

/** Copies two rows a step. */
async function copy({ rows }: StepContext, cursor: Json): Promise<StepResult> {
  const { rows: some, next } = await rows(cursor as Position | null, 2);
  const text = some
    .map((row) => (row.ok ? `${row.row},${String(row.value["what"])}\r\n` : "bad\r\n"))
    .join("");
  return {
    cursor: next,
    counts: { read: some.length, done: some.length, outcomes: { OK: some.length } },
    parts: { "rows.csv": { rows: some.length, text } },
  };
}

const CSV = "row,what\n1,a\n2,b\n3,c\n";

beforeEach(() => probe(copy, { file: FILE }));
afterEach(() => delete hooks.beforeHandOver);

const waiting = async (): Promise<string> => {
  loseSteps();
  const id = await started("probe", { file: CSV });
  delete hooks.beforeHandOver;
  return id;
};

describe("a job", () => {
  it("is accepted, shows how it goes, and hands out what it made", async () => {
    const { status, headers, body } = await post("probe", { file: CSV, query: "note=x" });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      responseCode: "ACCEPTED",
      kind: "probe",
      dryRun: false,
      options: { note: "x" },
      counts: { rows: 3, read: 0, done: 0, outcomes: {} },
      file: { contentType: "text/csv", bytes: CSV.length, rows: 3 },
      environment: "sandbox",
      resellerKey: "TELCO",
      merchantAccountKey: null,
      startedBy: { party: "RESELLER", name: "TELCO" },
      reason: null,
      message: null,
    });
    const id = String(body["jobId"]);
    expect(headers.get("Location")).toMatch(new RegExp(`/v1/jobs/${id}$`));
    const days = Date.parse(String(body["expires"])) - Date.parse(String(body["dateCreated"]));
    expect(days).toBe(30 * 86_400_000);
    const job = await ended(id);
    expect(job).toMatchObject({ state: "DONE", percent: 100, counts: { rows: 3, read: 3 } });
    expect(job["results"]).toMatchObject([
      { name: "rows.csv", rows: 3, contentType: "text/csv" },
      { rows: 0 },
    ]);
    expect(await resultText(id, "rows.csv")).toBe("row,what\r\n1,a\r\n2,b\r\n3,c\r\n");
    const { url } = (job["results"] as { url: string }[])[0] ?? { url: "" };
    expect(new URL(url).pathname).toBe(`/v1/jobs/${id}/results/rows.csv`);
    // The file is of no use any more.
    await until(async () => expect(await keysOf(`jobs/${id}/upload/`)).toEqual([]));
  });

  it("takes NDJSON, and a body whose length nobody knows", async () => {
    const pieces = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const line of ['{"what":"a"}\n', '{"what":"b"}'])
          controller.enqueue(new TextEncoder().encode(line));
        controller.close();
      },
    });
    const headers = { "Content-Type": "application/x-ndjson; charset=utf-8" };
    const { body } = await call("POST", "/v1/jobs?kind=probe", { raw: pieces, headers });
    await ended(String(body["jobId"]));
    expect(await resultText(String(body["jobId"]), "rows.csv")).toBe("row,what\r\n1,a\r\n2,b\r\n");
  });

  it("answers HEAD of a result without its body", async () => {
    const id = await started("probe", { file: CSV });
    await ended(id);
    const head = await exports.default.fetch(requestOf("HEAD", `/v1/jobs/${id}/results/rows.csv`));
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("Content-Disposition")).toBe(`attachment; filename="probe-${id}-rows.csv"`);
    expect(head.headers.get("Content-Type")).toContain("text/csv");
  });

  it("shows half of it as half, and hands out as far as it has come", async () => {
    let step = 0;
    probe(
      async (context, cursor) => {
        if (step++ > 0) await until(async () => expect(step).toBeGreaterThan(9));
        return copy(context, cursor);
      },
      { file: FILE },
    );
    const id = await started("probe", { file: `${CSV}4,d\n` });
    await until(async () => expect((await stateOf(id))?.step).toBe(1));
    expect((await call("GET", `/v1/jobs/${id}`)).body).toMatchObject({ state: "RUNNING", percent: 50 });
    expect(await resultText(id, "rows.csv")).toBe("row,what\r\n1,a\r\n2,b\r\n");
    step = 10;
    await ended(id);
  });
});

describe("the same key", () => {
  const headers = { "Idempotency-Key": "job-1" };

  it("is the same job; another file or option under it is refused, and nothing of that is kept", async () => {
    const first = await post("probe", { file: CSV, headers });
    const id = String(first.body["jobId"]);
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    const again = await post("probe", { file: CSV, headers });
    expect([again.status, again.body["jobId"], again.headers.get("Idempotent-Replayed")]).toEqual([
      202,
      id,
      "true",
    ]);
    for (const other of [
      { file: CSV.replace("c", "d") },
      { file: CSV, query: "note=y" },
      { file: CSV, type: "application/x-ndjson" },
    ]) {
      const answer = await post("probe", { ...other, headers });
      if (answer.status === 202) expect(answer.body["jobId"]).toBe(id);
      else expect(refusalOf(answer)).toBe("422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER");
    }
    await ended(id);
    const { body } = await post("probe", { file: CSV, headers });
    expect(body).toMatchObject({ jobId: id, state: "DONE" });
  });

  it("at the same time is one job, with one file", async () => {
    const both = await Promise.all(
      [1, 2, 3].map(() => post("probe", { file: CSV, headers: { "Idempotency-Key": "2" } })),
    );
    expect(both.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(both.map(({ body }) => body["jobId"])).size).toBe(1);
    const id = String(both[0]?.body["jobId"]);
    await ended(id);
    await until(async () => expect(await keysOf(`jobs/${id}/upload/`)).toEqual([]));
    expect(await resultText(id, "rows.csv")).toBe("row,what\r\n1,a\r\n2,b\r\n3,c\r\n");
  });
});

describe("is refused", () => {
  it.each<[string, string, Parameters<typeof post>[1], string, RegExp]>([
    [
      "an unknown kind",
      "fly",
      { file: CSV },
      "400 BAD_REQUEST VALIDATION RESELLER kind",
      /Known are: .*batch/,
    ],
    [
      "an unknown option",
      "probe",
      { file: CSV, query: "colour=red" },
      "400 BAD_REQUEST VALIDATION RESELLER colour",
      /./,
    ],
    [
      "somebody else's name",
      "probe",
      { file: CSV, query: "resellerKey=BANK" },
      "400 BAD_REQUEST VALIDATION RESELLER resellerKey",
      /./,
    ],
    [
      "a dry run that is neither",
      "probe",
      { file: CSV, query: "dryRun=yes" },
      "400 BAD_REQUEST VALIDATION RESELLER dryRun",
      /./,
    ],
    [
      "a magic number",
      "probe",
      { file: CSV, headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" } },
      "400 BAD_REQUEST UNKNOWN_MAGIC_NUMBER RESELLER X-Magic-Number",
      /./,
    ],
    [
      "another type",
      "probe",
      { file: CSV, type: "text/plain" },
      "415 BAD_REQUEST UNSUPPORTED_MEDIA_TYPE RESELLER",
      /text\/csv or application\/x-ndjson/,
    ],
    ["no file", "probe", {}, "415 BAD_REQUEST UNSUPPORTED_MEDIA_TYPE RESELLER", /./],
    ["an empty file", "probe", { file: "" }, "400 BAD_REQUEST VALIDATION RESELLER file", /no rows|empty/],
    [
      "a file without a column",
      "probe",
      { file: "row\n1\n" },
      "400 BAD_REQUEST VALIDATION RESELLER file",
      /lacks the column what/,
    ],
    [
      "a file that says it is too large",
      "probe",
      { file: CSV, headers: { "Content-Length": "99614721" } },
      "413 BAD_REQUEST BODY_TOO_LARGE RESELLER",
      /99614720 bytes/,
    ],
  ])("%s", async (_, kind, options, refusal, message) => {
    const answer = await post(kind, options);
    expect(refusalOf(answer)).toBe(refusal);
    expect(answer.body.responseMessage).toMatch(message);
  });

  it("a file where none is taken, a dry run where there is none, and what the kind refuses", async () => {
    probe(copy, {
      dryRun: null,
      refusal: ({ options }) =>
        JSON.stringify(options) === "{}" ? null : { path: "note", message: "Not now." },
    });
    expect(refusalOf(await post("probe", { file: CSV }))).toBe("400 BAD_REQUEST VALIDATION RESELLER file");
    expect(refusalOf(await post("probe", { query: "dryRun=true" }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER dryRun",
    );
    expect(refusalOf(await post("probe", { query: "note=x" }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER note",
    );
    probe(() => ({ cursor: null }), { dryRun: null });
    expect(await ended(await started("probe"))).toMatchObject({ state: "DONE", file: null, dryRun: false });
  });

  it("a result, a cursor or a job that is none", async () => {
    const id = await started("probe", { file: CSV });
    for (const path of [`/v1/jobs/${id}/results/scratch`, `/v1/jobs/${id}/results/..%2Fupload`, "/v1/jobs/x"])
      expect(refusalOf(await call("GET", path)), path).toBe("404 NOT_FOUND UNKNOWN_JOB RESELLER");
    expect(refusalOf(await call("GET", "/v1/jobs?cursor=x"))).toBe(
      "400 BAD_REQUEST INVALID_CURSOR RESELLER cursor",
    );
    expect(refusalOf(await call("GET", "/v1/jobs?limit=51"))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER limit",
    );
    expect(refusalOf(await call("GET", "/v1/jobs?state=GONE"))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER state",
    );
    await ended(id);
  });

  it("leaves no file behind", async () => {
    const before = await keysOf("jobs/");
    await post("probe", { file: 'row,what\n1,"2\n' });
    await post("probe", { file: "row,other\n1,2\n" });
    await post("probe", { file: "row,what\n", headers: { "Idempotency-Key": "again" } });
    expect(await keysOf("jobs/")).toEqual(before);
    // Nothing of it holds the key, either.
    await ended(await started("probe", { file: CSV, headers: { "Idempotency-Key": "again" } }));
  });
});

describe("cancelling", () => {
  it("ends a job at once that no worker has, and again says the same", async () => {
    const id = await waiting();
    const { status, body } = await call("POST", `/v1/jobs/${id}/cancel`);
    expect([status, body["state"], body["dateEnded"]]).toEqual([200, "CANCELLED", expect.any(String)]);
    expect((await call("POST", `/v1/jobs/${id}/cancel`)).body).toMatchObject({ state: "CANCELLED" });
    await until(async () => expect(await keysOf(`jobs/${id}/upload/`)).toEqual([]));
  });

  it("lets the step under way finish, so that its rows have their results", async () => {
    let open = false;
    probe(
      async (context, cursor) => {
        await until(async () => expect(open).toBe(true));
        return copy(context, cursor);
      },
      { file: FILE },
    );
    const id = await started("probe", { file: CSV });
    await until(async () => expect((await stateOf(id))?.dispatch?.phase).toBe("taken"));
    expect((await call("POST", `/v1/jobs/${id}/cancel`)).body).toMatchObject({
      state: "RUNNING",
      cancelling: true,
    });
    open = true;
    expect(await ended(id)).toMatchObject({ state: "CANCELLED", cancelling: false, counts: { read: 2 } });
    expect(await resultText(id, "rows.csv")).toBe("row,what\r\n1,a\r\n2,b\r\n");
  });

  it("does not end what has ended otherwise", async () => {
    const id = await started("probe", { file: CSV });
    await ended(id);
    expect(refusalOf(await call("POST", `/v1/jobs/${id}/cancel`))).toBe(
      "409 CONFLICT ALREADY_ENDED RESELLER",
    );
    const body = { reason: "x" };
    expect(refusalOf(await call("POST", `/v1/jobs/${id}/cancel`, { body }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER reason",
    );
  });
});

it("a list is newest first, in pages, and narrowed by kind and state", async () => {
  loseSteps();
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.unshift(await started("probe", { file: CSV }));
  await call("POST", `/v1/jobs/${ids[1]}/cancel`);
  const seen: unknown[] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < 50; pages++) {
    const path: string = `/v1/jobs?limit=2${cursor && `&cursor=${cursor}`}`;
    const { body } = await call("GET", path);
    seen.push(...(body["jobs"] as { jobId: string }[]).map(({ jobId }) => jobId));
    cursor = body.nextCursor;
  }
  expect(seen.slice(0, 3)).toEqual(ids);
  expect(new Set(seen).size).toBe(seen.length);
  const { body } = await call("GET", "/v1/jobs?state=CANCELLED&kind=probe");
  expect((body["jobs"] as { jobId: string }[])[0]?.jobId).toBe(ids[1]);
  expect((await call("GET", "/v1/jobs?kind=none")).body).toMatchObject({ jobs: [], nextCursor: null });
  for (const id of ids) await call("POST", `/v1/jobs/${id}/cancel`);
});

describe("an operator", () => {
  const query = "environment=sandbox&resellerKey=TELCO&reason=asked%20by%20TELCO";
  const options = { as: OPERATOR, root: "/admin/v1", file: CSV };

  it("starts one for a reseller, which sees it as its own; the audit has it", async () => {
    const id = await started("probe", { ...options, query });
    const job = await ended(id, TELCO);
    expect(job).toMatchObject({
      resellerKey: "TELCO",
      startedBy: { party: "OPERATOR" },
      reason: "asked by TELCO",
    });
    expect(await resultText(id, "rows.csv", OPERATOR, "/admin/v1")).toContain("1,a");
    expect(await entriesOf("job.start", `job ${id}`)).toMatchObject([
      {
        reason: "asked by TELCO",
        detail: { kind: "probe", party: "RESELLER", organisation: "TELCO", dryRun: false },
      },
    ]);
    const list = await call("GET", "/admin/v1/jobs?environment=sandbox&resellerKey=TELCO&limit=1", {
      as: OPERATOR,
    });
    expect(list.body["jobs"]).toMatchObject([{ jobId: id }]);
    const all = await call("GET", "/admin/v1/jobs?limit=1", { as: OPERATOR });
    expect(all.body["jobs"]).toMatchObject([{ jobId: id }]);
  });

  it("starts one for a merchant, and one of its own", async () => {
    const forMusic = "environment=sandbox&merchantAccountKey=MUSIC&reason=x";
    const theirs = await started("probe", { ...options, query: forMusic });
    expect(await ended(theirs, MUSIC, "/merchant/v1")).toMatchObject({ merchantAccountKey: "MUSIC" });
    const own = await started("probe", { ...options, query: "reason=x" });
    expect(await ended(own, OPERATOR, "/admin/v1")).toMatchObject({
      environment: null,
      resellerKey: null,
      merchantAccountKey: null,
    });
  });

  it.each([
    ["reason=", "reason"],
    [query.replace("TELCO", "NOBODY"), "resellerKey"],
    [query.replace("environment=sandbox&", ""), "environment"],
    [`${query}&merchantAccountKey=MUSIC`, "environment"],
    [query.replace("sandbox", "moon"), "environment"],
  ])("is refused: %s", async (given, field) => {
    const answer = await post("probe", { ...options, query: given });
    expect(refusalOf(answer)).toBe(`400 BAD_REQUEST VALIDATION RESELLER ${field}`);
  });

  it("cancels anybody's, for a reason that is recorded once", async () => {
    const id = await waiting();
    const path = `/admin/v1/jobs/${id}/cancel`;
    expect(refusalOf(await call("POST", path, { as: OPERATOR }))).toBe(
      "400 BAD_REQUEST MALFORMED_JSON RESELLER",
    );
    for (let times = 0; times < 2; times++) {
      const { body } = await call("POST", path, { as: OPERATOR, body: { reason: "wrong file" } });
      expect(body["state"]).toBe("CANCELLED");
    }
    expect(await entriesOf("job.cancel", `job ${id}`)).toMatchObject([{ reason: "wrong file" }]);
  });
});

it("no statement about jobs scans the list", async () => {
  const statements = new Set<string>();
  const database: object = Object.getPrototypeOf(env.DB);
  const prepare = Reflect.get(database, "prepare") as (sql: string) => D1PreparedStatement;
  Reflect.set(database, "prepare", function (this: unknown, sql: string) {
    if (/\bjob\b/.test(sql) && !sql.startsWith("EXPLAIN")) statements.add(sql.trim());
    return Reflect.apply(prepare, this, [sql]);
  });
  const id = await started("probe", { file: CSV });
  await ended(id);
  await call("GET", "/v1/jobs");
  await call("GET", "/admin/v1/jobs", { as: OPERATOR });
  Reflect.set(database, "prepare", prepare);
  expect(statements.size).toBeGreaterThanOrEqual(6);
  for (const sql of statements) {
    const parameters = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
    const plan = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array(parameters).fill(1));
    const { results } = await plan.all<{ detail: string }>();
    const scans = results.filter(({ detail }) => /^SCAN job\b(?! USING INDEX job_by_created)/.test(detail));
    expect(scans, sql).toEqual([]);
  }
});
