// The part of a URL that says whose it is, without a path or query that may hold a secret or a customer.

/** The origin of a URL; null where it is none. */
export const originOf = (url: string | null): string | null =>
  url !== null && URL.canParse(url) ? new URL(url).origin : null;
