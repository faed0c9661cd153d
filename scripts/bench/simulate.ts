export async function printSimulation(..._: unknown[]): Promise<unknown> {
  return null;
}
