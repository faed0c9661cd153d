// What the API answers about endpoints and notifications in trouble, as far as the page shows it.

export interface EndpointShown {
  endpointId: string;
  environment: string;
  resellerKey: string;
  origin: string;
  state: "CLOSED" | "OPEN" | "HALF_OPEN" | "PAUSED";
  since: string;
  failures: number;
  nextProbe: string | null;
  reason: string | null;
  held: number;
}

export interface EventShown {
  date: string;
  type: string;
  endpointId: string | null;
  entitlementId: string | null;
}

export interface Endpoints {
  endpoints: EndpointShown[];
  events: EventShown[];
}

export interface Troubled {
  notifications: {
    notificationId: string;
    entitlementId: string;
    reason: string | null;
    version: number | null;
    state: string;
    stateReason: string | null;
    since: string;
    nextAttempt: string | null;
  }[];
  nextCursor: string | null;
}

export interface Tested {
  notificationId: string;
  delivered: boolean;
  attempt: {
    date: string;
    durationMs: number;
    status: number | null;
    error: string | null;
    answer: string | null;
    url: string;
  };
  signature: string[];
}
