// What the API is called, in its document and on every page.

/** The name of the API. */
export const TITLE = "resale-edge";

/** What it is, in a sentence. */
export const SUMMARY = "One integration for resellers, every merchant's subscriptions behind it.";
