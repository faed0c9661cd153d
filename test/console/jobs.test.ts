// The pages of jobs: what can be started, a form with a file, how a job goes, its files, its end; for each party its own.
import { exports } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { headingsOf } from "../../src/jobs/reconciliation/columns";
import { hooks } from "../../src/shared/hooks";
import { BANK, entitled, MUSIC, OPERATOR, TELCO, until } from "../support/api";
import { entriesOf } from "../support/audit";
import { headingOf, signedIn, wordsOf, type PageSeen, type Tab } from "../support/console";
import { ended } from "../support/jobs";
import { loseSteps, probe } from "../support/probe";

const PATH = "/console/jobs";
const HEADER = "action,entitlementId,reasonCategory,reasonCode,reasonDescription";
const csv = (text: string, name = "batch.csv") =>
  new File([text], name, { type: "application/vnd.ms-excel" });

let telco: Tab;
let operator: Tab;

beforeAll(async () => {
  [telco, operator] = [await signedIn(TELCO), await signedIn(OPERATOR)];
});
beforeEach(() => {
  probe(() => ({ cursor: null, counts: { outcomes: { COPIED: 1_234 } } }));
  delete hooks.beforeHandOver;
});

const errorOf = ({ html }: PageSeen, field: string): string =>
  new RegExp(`id="${field}-error"[^>]*>([^<]*)<`).exec(html)?.[1] ?? "";

const idIn = ({ location }: PageSeen): string =>
  location?.split("/").at(-1) ?? expect.fail("no job was started");

const once = ({ html }: PageSeen): string => /name="once" value="([^"]*)"/.exec(html)?.[1] ?? "";

describe("a reseller", () => {
  it("starts a batch by a form, sees it end, and gets its file", async () => {
    expect(wordsOf(await (await signedIn(BANK)).get(PATH))).toContain("No jobs yet");
    expect((await telco.get(PATH)).html).toContain(`href="${PATH}/new?kind=batch"`);
    const form = await telco.get(`${PATH}/new?kind=batch`);
    expect(headingOf(form)).toBe("Batch of actions");
    expect(form.html).toContain('enctype="multipart/form-data"');
    expect(form.html).toMatch(/<input type="file" accept="\.csv"/);
    const { entitlementId } = await entitled();
    const file = csv(`${HEADER}\nSUSPEND,${entitlementId},,,\n`);
    const fields = { kind: "batch", dryRun: "false", rowsPerSecond: "50", once: once(form) };
    const begun = await telco.upload(`${PATH}/new`, fields, file);
    expect(begun.status).toBe(303);
    // The same form again is the same job.
    expect((await telco.upload(`${PATH}/new`, fields, file)).location).toBe(begun.location);
    await ended(idIn(begun));
    const page = await telco.get(begun.location ?? "");
    expect(headingOf(page)).toBe("Batch of actions");
    for (const words of [
      "Done",
      "100 %, 1 of 1 rows",
      "OK 1",
      "rows.csv",
      "rowsPerSecond: 50",
      "TELCO (reseller)",
    ])
      expect(wordsOf(page)).toContain(words);
    expect(page.html).not.toContain("Cancel the job");
    const download = await exports.default.fetch(
      new Request(`https://resale.invalid${begun.location}/results/rows.csv`, {
        headers: { Cookie: telco.cookie },
      }),
    );
    expect(download.headers.get("Content-Disposition")).toContain(`batch-${idIn(begun)}-rows.csv`);
    expect(await download.text()).toContain(`1,${entitlementId},SUSPEND,OK,,Success,SUSPENDED`);
    expect(wordsOf(await telco.get(PATH))).toContain("Batch of actions");
    const others = await signedIn(BANK);
    for (const path of [begun.location ?? "", `${begun.location}/results/rows.csv`])
      expect(headingOf(await others.get(path))).toBe("No such job");
    expect((await others.get(PATH)).html).not.toContain(idIn(begun));
  });

  it.each([
    ["without a file", null, {}, "file", /no rows|empty/],
    ["with a wrong header", csv("a,b\n1,2\n"), {}, "file", /lacks the column action/],
    ["with a wrong option", csv(`${HEADER}\nFLY,x,,,\n`), { rowsPerSecond: "1000" }, "rowsPerSecond", /./],
  ])("is told at the field what is wrong: %s", async (_, file, changes, field, message) => {
    const page = await telco.upload(`${PATH}/new`, { kind: "batch", dryRun: "true", ...changes }, file);
    expect([page.status, headingOf(page)]).toEqual([400, "Batch of actions"]);
    expect(errorOf(page, field)).toMatch(message);
    expect(page.html).toContain('<option value="true" selected>');
  });

  it("ends a job, and is told why one cannot be ended", async () => {
    loseSteps();
    await telco.get(`${PATH}/new?kind=probe`);
    const begun = await telco.upload(`${PATH}/new`, { kind: "probe" }, null);
    const page = await telco.get(begun.location ?? "");
    expect(wordsOf(page)).toContain("Running");
    expect(page.html).toContain("Look again");
    const after = await telco.post(`${begun.location}/cancel`);
    expect(after.location).toBe(begun.location);
    expect(wordsOf(await telco.get(begun.location ?? ""))).toContain("Cancelled");
    delete hooks.beforeHandOver;
    const done = await telco.upload(`${PATH}/new`, { kind: "probe" }, null);
    await ended(idIn(done));
    const refused = await telco.post(`${done.location}/cancel`);
    expect([refused.status, wordsOf(refused)]).toEqual([409, expect.stringContaining("ALREADY_ENDED")]);
    expect(wordsOf(refused)).toContain("COPIED 1,234");
  });

  it("goes on from what a job has found, with a form that knows it", async () => {
    const headings = headingsOf("RESELLER");
    const file = csv(`${headings.join()}\n${",".repeat(headings.length - 1)}\n`, "book.csv");
    await telco.get(`${PATH}/new?kind=reconciliation`);
    const begun = await telco.upload(`${PATH}/new`, { kind: "reconciliation", type: "active" }, file);
    await ended(idIn(begun));
    const page = await telco.get(begun.location ?? "");
    expect(wordsOf(page)).toContain("MALFORMED 1");
    const next = `${PATH}/new?kind=repair&of=${idIn(begun)}`;
    expect(page.html).toContain(`href="${next.replace("&", "&amp;")}"`);
    const form = await telco.get(next);
    expect(headingOf(form)).toBe("Repair");
    expect(form.html).toMatch(new RegExp(`<input[^>]*value="${idIn(begun)}"`));
    expect(wordsOf(form)).toContain("Only try: nothing is changed");
  });

  it("says why a job failed", async () => {
    probe(() => ({ cursor: null, failed: "Too many rows were wrong." }));
    const begun = await telco.upload(`${PATH}/new`, { kind: "probe" }, null);
    await until(async () =>
      expect(wordsOf(await telco.get(begun.location ?? ""))).toContain("Too many rows were wrong."),
    );
  });

  it("finds no form for what it may not start", async () => {
    for (const path of [`${PATH}/new`, `${PATH}/new?kind=none`])
      expect(headingOf(await telco.get(path))).toBe("There is nothing here");
    const music = await signedIn(MUSIC);
    expect(headingOf(await music.get(`${PATH}/new?kind=batch`))).toBe("There is nothing here");
    await music.get(PATH);
    const page = await music.upload(`${PATH}/new`, { kind: "batch" }, csv(HEADER));
    expect(page.status).toBe(404);
  });

  it("cannot be made to by a form from elsewhere", async () => {
    const page = await telco.upload(`${PATH}/new`, { kind: "probe", formToken: "forged" }, null);
    expect([page.status, headingOf(page)]).toEqual([403, "This form is not valid any more"]);
  });
});

describe("an operator", () => {
  const subject = {
    kind: "probe",
    environment: "sandbox",
    resellerKey: "TELCO",
    merchantAccountKey: "",
    reason: "asked",
  };

  it("starts a job for a reseller with a reason, and ends it with another", async () => {
    loseSteps();
    const form = await operator.get(`${PATH}/new?kind=probe`);
    for (const label of ["Environment", "For the reseller", "For the merchant", "Why"])
      expect(wordsOf(form)).toContain(label);
    const begun = await operator.upload(`${PATH}/new`, subject, null);
    const id = idIn(begun);
    expect(wordsOf(await telco.get(begun.location ?? ""))).toContain("asked");
    const list = wordsOf(await operator.get(PATH));
    expect(list).toContain("TELCO, sandbox");
    const refused = await operator.post(`${begun.location}/cancel`, { reason: "" });
    expect([refused.status, errorOf(refused, "reason")]).toEqual([400, expect.stringMatching(/./)]);
    expect((await operator.post(`${begun.location}/cancel`, { reason: "wrong file" })).status).toBe(303);
    expect(await entriesOf("job.start", `job ${id}`)).toMatchObject([{ reason: "asked" }]);
    expect(await entriesOf("job.cancel", `job ${id}`)).toMatchObject([{ reason: "wrong file" }]);
  });

  it("is offered what can be started here, and told where a customer is erased", async () => {
    const page = await operator.get(PATH);
    expect(page.html).toContain(`href="${PATH}/new?kind=batch"`);
    expect(page.html).not.toContain("kind=erasure");
    expect(wordsOf(page)).toContain("POST /admin/v1/customer/erase");
    expect(headingOf(await operator.get(`${PATH}/new?kind=erasure`))).toBe("There is nothing here");
    expect(wordsOf(await telco.get(PATH))).not.toContain("customer/erase");
  });

  it("is told at the field whom there is not", async () => {
    const page = await operator.upload(`${PATH}/new`, { ...subject, resellerKey: "NOBODY" }, null);
    expect(errorOf(page, "resellerKey")).toBe("There is no reseller NOBODY in sandbox.");
  });
});
