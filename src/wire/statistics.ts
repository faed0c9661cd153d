// Sales, sign-ups and merchants' answers over some days, as callers see them.

/** By status. */
export type StatusCounts = Record<string, number>;

export interface MerchantCalls {
  merchantAccountKey: string;
  operation: string;
  calls: number;
  /** Outcome unknown, or the merchant was not to be had. A refusal is an answer, not a failure. */
  failed: number;
  outcomes: Record<string, number>;
  /** Over all calls, failed ones too; estimated from a histogram. */
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

export interface StatisticsDay {
  /** UTC day. */
  date: string;
  /** Entitlements that came into being. */
  created: number;
  /** New ones that got a sign-up link. */
  linked: number;
  /** New ones with a link that became active. */
  confirmed: number;
  /** All that became active for the first time. */
  activated: number;
  /** Ended after having been active. */
  terminated: number;
  /** Ended without ever having been active. */
  lost: number;
  merchantCalls: number;
  merchantCallsFailed: number;
  /** How many there are in each status at the end of the day, today until now; null where that is not known. */
  statuses: StatusCounts | null;
}

export interface ReasonCount {
  category: string;
  code: string;
  count: number;
}

export interface ProductFigures {
  merchantAccountKey: string;
  productKey: string;
  created: number;
  activated: number;
  terminated: number;
  lost: number;
}

export interface Statistics {
  from: string;
  to: string;
  /** When this was counted. */
  date: string;
  /** False while much has come in at once that is not counted yet. */
  complete: boolean;
  /** The first day whose statuses are known; null where all are. */
  statusesSince: string | null;
  days: StatisticsDay[];
  products: ProductFigures[];
  /** Of those with a sign-up link, from creation to activation; estimated from a histogram. */
  timeToActivate: {
    count: number;
    p50Seconds: number | null;
    p90Seconds: number | null;
    p99Seconds: number | null;
  };
  terminationReasons: ReasonCount[];
  lossReasons: ReasonCount[];
  merchantCalls: MerchantCalls[];
}
