// Starting a job: its options and its file in a form. The API's own route takes it from there, so what it refuses is said at
// the field that it names.
import { CONTENT_TYPES } from "../../jobs/upload";
import type { Format, JobKind } from "../../jobs/kind";
import type { JobView } from "../../jobs/view";
import { ask, type Refused } from "../ask";
import { partyOf } from "../care/record";
import { FileField, Form, ONCE, Select, TextField } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import { errorView } from "../errors";
import { seeOther, type Shown, type SignedIn, type View } from "../page";
import { Subject, SUBJECT_FIELDS } from "./Subject";
import { kindsFor, PATH, rootOf } from "./words";

const ENDINGS: Record<Format, readonly string[]> = { csv: [".csv"], ndjson: [".ndjson", ".jsonl"] };

const kindIn = (visit: SignedIn, name: string | null): JobKind | null =>
  kindsFor(partyOf(visit)).find((kind) => kind.name === name) ?? null;

/** GET /console/jobs/new?kind=, and whatever else is known already */
export function startForm(visit: SignedIn): Shown {
  const kind = kindIn(visit, visit.url.searchParams.get("kind"));
  // A link may know some of the answers.
  const form = visit.url.searchParams;
  return kind === null ? errorView("UNKNOWN_PATH") : viewOf({ ...visit, form }, kind, null);
}

/** POST /console/jobs/new */
export async function startJob(visit: SignedIn): Promise<Shown> {
  const { form, file } = visit;
  const kind = kindIn(visit, form.get("kind"));
  if (kind === null) return errorView("UNKNOWN_PATH");
  const names = ["dryRun", ...SUBJECT_FIELDS, ...kind.fields.map(({ name }) => name)];
  const given = names.map((name) => [name, form.get(name)?.trim() ?? ""]).filter(([, value]) => value !== "");
  const query = new URLSearchParams([["kind", kind.name], ...given]);
  const reply = await ask<JobView>(visit, "POST", `${rootOf(visit)}?${query}`, {
    key: form.get(ONCE),
    file: kind.file === null ? undefined : { content: file ?? new Blob(), type: typeOf(file, kind) },
  });
  return reply.ok ? seeOther(`${PATH}/${reply.body.jobId}`) : viewOf(visit, kind, reply.refused);
}

/** By the file's name, because browsers call the same file by different types; else the first that the kind takes. */
function typeOf(file: File | null, kind: JobKind): string {
  const formats = kind.file?.formats ?? [];
  const format = formats.find((one) => ENDINGS[one].some((end) => file?.name.toLowerCase().endsWith(end)));
  return CONTENT_TYPES[format ?? formats[0] ?? "csv"];
}

const viewOf = (visit: SignedIn, kind: JobKind, refused: Refused | null): View => ({
  title: kind.title,
  trail: [{ label: "Jobs", href: PATH }],
  under: PATH,
  status: refused?.status ?? 200,
  body: (
    <div class="narrow fields">
      {refused !== null && <RefusalNotice refused={refused} />}
      <p>{kind.about}</p>
      <Form action={`${PATH}/new`} formToken={visit.formToken} once upload class="card fields">
        <input type="hidden" name="kind" value={kind.name} />
        {partyOf(visit) === "OPERATOR" && <Subject form={visit.form} refused={refused} kind={kind} />}
        <Options visit={visit} kind={kind} refused={refused} />
        <FileChoice kind={kind} refused={refused} />
        <div class="actions">
          <button class="primary" type="submit">
            Start
          </button>
          <a class="button" href={PATH}>
            Leave it
          </a>
        </div>
      </Form>
    </div>
  ),
});

interface Part {
  visit: SignedIn;
  kind: JobKind;
  refused: Refused | null;
}

function Options({ visit: { form }, kind, refused }: Part) {
  const about = (name: string) => ({
    name,
    value: form.get(name) ?? undefined,
    error: refused?.issues.find(({ path }) => path === name)?.message,
  });
  const tries = [
    { value: "true", label: "Only try: nothing is changed" },
    { value: "false", label: "Do it" },
  ];
  return (
    <>
      {kind.dryRun !== null && (
        <Select
          {...about("dryRun")}
          label="Effect"
          required
          options={kind.dryRun ? tries : tries.toReversed()}
        />
      )}
      {kind.fields.map(({ name, label, help, choices }) =>
        choices === undefined ? (
          <TextField key={name} {...about(name)} label={label} help={help} />
        ) : (
          <Select
            key={name}
            {...about(name)}
            label={label}
            help={help}
            required
            options={choices.map((value) => ({ value, label: value }))}
          />
        ),
      )}
    </>
  );
}

function FileChoice({ kind: { file }, refused }: Omit<Part, "visit">) {
  if (file === null) return null;
  const columns = file.columns?.map((set) => set.join(", ")).join(" or ");
  return (
    <FileField
      name="file"
      label="File"
      required
      accept={file.formats.flatMap((format) => ENDINGS[format]).join(",")}
      help={`At most ${file.mostRows.toLocaleString("en")} rows and 16 MB here; larger files are sent by the API. ${columns ? `Columns of a CSV: ${columns}` : ""}`}
      error={refused?.issues.find(({ path }) => path === "file")?.message}
    />
  );
}
