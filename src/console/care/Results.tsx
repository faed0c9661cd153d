// What a search has found, by the ways that led to it, each with a way on where there is more.
import type { EntitlementView } from "../../entitlement/record";
import { Empty } from "../components/Empty";
import { Form } from "../components/Form";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import type { SignedIn } from "../page";
import type { By, Found } from "./find";
import { pageOf, partyOf } from "./record";
import { Status } from "./Status";

const FOUND_BY: Record<By, string> = {
  entitlement: "By the entitlement's id",
  external: "By the reseller's own id",
  customer: "By customer",
  merchant: "By the merchant's id",
};

interface ResultsProps {
  visit: SignedIn;
  text: string;
  found: Found[];
  chosen: string;
}

export function Results({ visit, text, found, chosen }: ResultsProps) {
  const parts = found.filter(({ entitlements, cursor }) => entitlements.length > 0 || cursor !== null);
  if (parts.length === 0)
    return (
      <Empty title="Nothing was found">
        <p>
          Nothing of yours goes by <b>{text.slice(0, 80)}</b>. Check it for missing digits, and that you are
          signed in for the right environment. What was sold a second ago may take a moment to appear.
        </p>
      </Empty>
    );
  return (
    <>
      {parts.map((part) => (
        <section key={part.by} class="card" aria-labelledby={`found-${part.by}`}>
          <h2 id={`found-${part.by}`}>{FOUND_BY[part.by]}</h2>
          {part.entitlements.length > 0 && <Hits visit={visit} part={part} />}
          {part.cursor !== null && (
            <Form action="/console/care" formToken={visit.formToken} class="more">
              <input type="hidden" name="q" value={text} />
              <input type="hidden" name="by" value={part.by} />
              <input type="hidden" name="cursor" value={part.cursor} />
              <input type="hidden" name="reseller" value={chosen} />
              <button type="submit">Show more</button>
            </Form>
          )}
        </section>
      ))}
    </>
  );
}

function Hits({ visit, part }: { visit: SignedIn; part: Found }) {
  const party = partyOf(visit);
  const columns = [
    { label: "Entitlement" },
    { label: "Status" },
    ...(party === "MERCHANT" ? [] : [{ label: "Customer" }, { label: "Merchant" }]),
    ...(party === "RESELLER" ? [] : [{ label: "Reseller" }]),
    ...(party === "OPERATOR" ? [{ label: "Environment" }] : []),
    { label: "Created" },
  ];
  const cellsOf = (record: EntitlementView) => [
    <a href={pageOf(record.entitlementId)}>
      {record.entitlementDisplayName} <code>{record.entitlementId.slice(0, 8)}</code>
    </a>,
    <Status status={record.status} />,
    ...(party === "MERCHANT" ? [] : [record.customerIdentifier, record.merchantAccountKey]),
    ...(party === "RESELLER" ? [] : [record.resellerKey]),
    ...(party === "OPERATOR" ? [record.environment] : []),
    <Time date={record.dateCreated} />,
  ];
  return (
    <Table
      caption={FOUND_BY[part.by]}
      columns={columns}
      rows={part.entitlements.map((record) => ({ id: record.entitlementId, cells: cellsOf(record) }))}
    />
  );
}
