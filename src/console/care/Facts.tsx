// What the record says, in three groups: whose it is, what it is, when things happened.
import type { ComponentChildren } from "preact";
import type { ScalarRecord } from "../../shared/scalars";
import { Facts, type Fact } from "../components/Facts";
import { Time } from "../components/Time";
import type { Entitlement } from "./record";

/** The fields of the record that a care desk looks at; what the party may not see is absent. */
export function RecordFacts({ record }: { record: Entitlement }) {
  return (
    <>
      <Facts facts={whoAndWhat(record)} />
      <Facts facts={dates(record)} />
      <Facts facts={ids(record)} />
      <Data title="Data of the reseller" data={record.extensionData} />
      <Data title="Data of the merchant" data={record.merchantExtensionData} />
    </>
  );
}

const code = (text: string | null): ComponentChildren => (text === null ? null : <code>{text}</code>);
const time = (date: string | null): ComponentChildren => (date === null ? null : <Time date={date} />);

function whoAndWhat(record: Entitlement): Fact[] {
  const { productKey, offerKey, terminationReason: why } = record;
  return [
    ["Customer", record.customerIdentifier],
    ["Product", offerKey === null ? productKey : `${productKey}, offer ${offerKey}`],
    ["Merchant", record.merchantAccountKey],
    ["Reseller", record.resellerKey],
    ["Environment", record.environment],
    ["Version", record.version === 0 ? "none yet" : record.version],
    ["Activation code", code(record.activationCode)],
    ["Notifications go to", record.notificationUrl],
    [
      "Why it ends",
      why && `${why.category} / ${why.code}${why.description === null ? "" : `: ${why.description}`}`,
    ],
  ];
}

function dates(record: Entitlement): Fact[] {
  return [
    ["Created", time(record.dateCreated)],
    ["Activated", time(record.dateActivated)],
    ["Suspended", time(record.dateSuspended)],
    ["Resumed", time(record.dateResumed)],
    ["Expires", time(record.dateExpiry)],
    [record.status === "ACTIVE-ENDING" ? "Ends" : "Ended", time(record.dateEnded)],
    ["Last changed", time(record.dateLastUpdated)],
  ];
}

function ids({ entitlementId, merchantEntitlementId, ...record }: Entitlement): Fact[] {
  return [
    ["Entitlement id", code(entitlementId)],
    ["Reseller's own id", code(record.externalEntitlementId)],
    ["Merchant's own id", merchantEntitlementId === entitlementId ? null : code(merchantEntitlementId)],
    ["Customer's pseudonym at the merchant", code(record.sharedCustomerId)],
    ["Customer's pseudonym", code(record.platformUserId)],
  ];
}

function Data({ title, data }: { title: string; data: ScalarRecord | null }) {
  const entries = Object.entries(data ?? {});
  if (entries.length === 0) return null;
  return (
    <details class="data">
      <summary>{title}</summary>
      <Facts facts={entries.map(([name, value]) => [name, value === null ? "null" : String(value)])} />
    </details>
  );
}
