// Trying an endpoint with a signed sample, and what came of it.
import type { Refused } from "../ask";
import { Facts } from "../components/Facts";
import { Form, TextField } from "../components/Form";
import { Notice } from "../components/Notice";
import { RefusalNotice } from "../components/RefusalNotice";
import { Time } from "../components/Time";
import type { Tested } from "./answers";

export type TestOutcome =
  | { kind: "tested"; tested: Tested }
  | { kind: "refused"; refused: Refused; url: string };

export function TestForm({ formToken, outcome }: { formToken: string; outcome: TestOutcome | null }) {
  const refused = outcome?.kind === "refused" ? outcome.refused : null;
  const error = refused?.issues.find(({ path }) => path === "url")?.message;
  const value = outcome?.kind === "tested" ? outcome.tested.attempt.url : outcome?.url;
  return (
    <section class="card fields" aria-labelledby="test">
      <h2 id="test">Try an endpoint</h2>
      {outcome?.kind === "tested" && <Outcome tested={outcome.tested} />}
      {refused !== null && <RefusalNotice refused={refused} />}
      <Form action="/console/endpoints/test#test" formToken={formToken} class="inline">
        <TextField
          name="url"
          label="URL"
          help="A signed sample is sent there, once. Empty: your default notification URL."
          {...{ value, error }}
        />
        <button type="submit">Send a sample</button>
      </Form>
    </section>
  );
}

const Outcome = ({ tested: { delivered, attempt, signature, notificationId } }: { tested: Tested }) => (
  <>
    <Notice
      tone={delivered ? "done" : "problem"}
      title={delivered ? "The endpoint took the sample" : "The endpoint did not take the sample"}
    />
    <Facts
      facts={[
        ["URL", <code>{attempt.url}</code>],
        ["Answer", attempt.error ?? attempt.status],
        ["It said", attempt.answer],
        ["Took", `${attempt.durationMs} ms`],
        ["Signature", signature.join(", ")],
        ["Id of the sample", <code>{notificationId}</code>],
        ["Sent", <Time date={attempt.date} />],
      ]}
    />
  </>
);
