// Whose numbers, and of when: what every reader of the statistics hands down.

/** A span of reseller scopes in the order of their text, a merchant and a product where only theirs count, days. */
export interface Reach {
  low: string;
  high: string;
  merchantAccountKey: string | null;
  productKey: string | null;
  /** UTC days since 1970-01-01, both included. */
  from: number;
  to: number;
}

/** All resellers of an environment. */
export const everyReseller = (environment: string): Pick<Reach, "low" | "high"> => ({
  low: `${environment}:`,
  high: `${environment};`,
});

/** All resellers of every environment; scopes begin with a letter. */
export const EVERYBODY: Pick<Reach, "low" | "high"> = { low: "", high: "~" };
