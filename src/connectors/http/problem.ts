// The two expected failures of a call, each caught once, in connector.ts. Their texts reach histories and resellers:
// they name fields and rules, never a value.

/** Nothing was sent, because the request cannot be made: certain that nothing happened. */
export class Unbuildable extends Error {}

/** Something came back, and it cannot be understood. */
export class Unreadable extends Error {}
