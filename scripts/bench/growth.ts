export async function printGrowth(..._: unknown[]): Promise<unknown> { return null; }
