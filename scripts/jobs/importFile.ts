// A file for an import as a migration would bring it: every status, each customer with one entitlement.

const DAY_MS = 86_400_000;

/** Row `number`, counted from 1, of what another system had. */
export function importRow(number: number, now: number): Record<string, unknown> {
  const at = (days: number): string => new Date(now + days * DAY_MS).toISOString();
  const row = {
    entitlementId: `old-${number}`,
    externalEntitlementId: `order-${number}`,
    merchantEntitlementId: `M-${number}`,
    sharedCustomerId: `pseudonym-${number}`,
    customerIdentifier: `+4915${String(number).padStart(8, "0")}`,
    merchantAccountKey: "MUSIC",
    productKey: number % 2 === 0 ? "MUSIC" : "MUSIC_PREMIUM",
    offerKey: "STANDARD",
    notificationUrl: "http://127.0.0.1:9/notifications",
    dateCreated: at(-400),
    extensionData: { plan: "gold", line: number },
  };
  switch (number % 10) {
    case 0:
      return { ...row, status: "CANCELLED", dateActivated: at(-399), dateEnded: at(-30) };
    case 1:
      return { ...row, status: "SUSPENDED", dateActivated: at(-399), dateSuspended: at(-3) };
    case 2:
      return { ...row, status: "ACTIVE-ENDING", dateActivated: at(-399), dateEnded: at(20) };
    case 3:
      return { ...row, status: "ACTIVE", dateActivated: at(-399), dateExpiry: at(200) };
    default:
      return { ...row, status: "ACTIVE", dateActivated: at(-399) };
  }
}

/** So many rows as NDJSON. */
export function importFile(rows: number, now: number): string {
  const lines = Array.from({ length: rows }, (_, at) => JSON.stringify(importRow(at + 1, now)));
  return `${lines.join("\n")}\n`;
}
