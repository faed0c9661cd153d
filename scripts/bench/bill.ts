export async function printBill(..._: unknown[]): Promise<unknown> { return null; }
