// Whose reports an operator wants to see. It only asks, like the other forms of the page.
import { Select, TextField } from "../components/Form";
import { PATH, type Subject } from "./whose";

interface Props {
  subject: Subject;
  /** Keys of the catalogue, to choose from; reports of one that has left it can be seen as well. */
  organisations: readonly string[];
}

export const SubjectForm = ({ subject, organisations }: Props) => (
  <form class="range" method="get" action={PATH}>
    <Select
      name="environment"
      label="Environment"
      required
      value={subject.environment}
      options={[
        { value: "live", label: "Live" },
        { value: "sandbox", label: "Sandbox" },
      ]}
    />
    <Select
      name="party"
      label="Party"
      required
      value={subject.party}
      options={[
        { value: "RESELLER", label: "Reseller" },
        { value: "MERCHANT", label: "Merchant" },
      ]}
    />
    <TextField
      name="organisation"
      label="Organisation"
      required
      value={subject.organisation}
      suggestions={organisations}
    />
    <button class="primary" type="submit">
      Show
    </button>
  </form>
);
