// How the sandbox merchant signs in: by an object that needs nothing else of the demo.

/** The user name under which the sandbox merchant calls the platform. */
export const SANDBOX_MERCHANT_CREDENTIAL = "music-sandbox";
