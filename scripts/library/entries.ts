// The package's entries: the file that each begins with, below src/. package.json has the same under `exports`.

export const ENTRIES = {
  worker: "worker",
  client: "client/client",
  notifications: "notifications/notifications",
  merchant: "merchant/merchant",
} as const;
