// For whom an operator starts a job, and why.
import type { JobKind } from "../../jobs/kind";
import type { Refused } from "../ask";
import { Select, TextArea, TextField } from "../components/Form";

/** The fields, named as the API has them. */
export const SUBJECT_FIELDS = ["environment", "resellerKey", "merchantAccountKey", "reason"] as const;

interface Props {
  form: URLSearchParams;
  refused: Refused | null;
  kind: JobKind;
}

export function Subject({ form, refused, kind: { parties } }: Props) {
  const about = (name: (typeof SUBJECT_FIELDS)[number]) => ({
    name,
    value: form.get(name) ?? "",
    error: refused?.issues.find(({ path }) => path === name)?.message,
  });
  const own = parties.includes("OPERATOR") ? [{ value: "", label: "None: the operators' own" }] : [];
  const environments = [...own, { value: "sandbox", label: "Sandbox" }, { value: "live", label: "Live" }];
  return (
    <>
      <Select {...about("environment")} label="Environment" required options={environments} />
      {parties.includes("RESELLER") && <TextField {...about("resellerKey")} label="For the reseller" />}
      {parties.includes("MERCHANT") && (
        <TextField {...about("merchantAccountKey")} label="For the merchant" />
      )}
      <TextArea {...about("reason")} label="Why" help="It is recorded." required />
    </>
  );
}
