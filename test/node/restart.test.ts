// Nothing is lost when the server is: state survives a restart and a kill, and what was waiting still goes out.
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Reseller, Endpoint, type Json } from "../../scripts/demo/reseller.ts";
import { startServer, stopServer } from "../../scripts/demo/server.ts";
import { freePort, kill, ROOT, temporaryState } from "./support/server.ts";

const order = (notificationUrl: string, productKey = "MUSIC_INSTANT"): Json => ({
  customerIdentifier: `customer-${crypto.randomUUID()}`,
  merchantAccountKey: "MUSIC",
  productKey,
  notificationUrl,
});

describe("a restart", () => {
  it("keeps every entitlement, and a waiting notification still goes out", async () => {
    const state = await temporaryState();
    const port = await freePort();
    const endpoint = new Endpoint();
    const url = await endpoint.open();
    const nobody = `http://127.0.0.1:${await freePort()}/notifications`;

    const first = await startServer(port, state);
    const reseller = new Reseller(first.origin);
    const pending = await reseller.call("POST", "/v1/entitlement", order(url, "MUSIC"));
    const active = await reseller.call("POST", "/v1/entitlement", order(nobody));
    const id = String(active.body["entitlementId"]);
    expect(active.body).toMatchObject({ status: "ACTIVE", version: 1 });
    await kill(first.child);

    const second = await startServer(port, state);
    for (const { body } of [pending, active]) {
      const { status, version } = body;
      const read = await reseller.call("GET", `/v1/entitlement/${String(body["entitlementId"])}`);
      expect(read.body).toMatchObject({ status, version });
    }
    // A waiting notification goes to the URL as it is when it is sent.
    const moved = await reseller.call("PATCH", `/v1/entitlement/${id}`, { notificationUrl: url });
    expect(moved.body).toMatchObject({ version: 2 });
    expect((await endpoint.next(id, 1, 90_000)).body).toMatchObject({
      notificationReason: "ACTIVATION_SUCCESS",
    });
    expect((await endpoint.next(id, 2, 30_000)).body).toMatchObject({ previousVersion: 1 });
    await stopServer(second.child);

    const third = await startServer(port, state);
    expect((await reseller.call("GET", `/v1/entitlement/${id}`)).body).toMatchObject({ version: 2 });
    await stopServer(third.child);
    endpoint.close();
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  });

  it("is refused with a clear message while the port is taken", async () => {
    const state = await temporaryState();
    const port = await freePort();
    const { child } = await startServer(port, state);
    const env = { ...process.env, PORT: String(port), PERSIST_TO: state };
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [join(ROOT, "scripts/start.ts")], { env }, (error, out, err) =>
        resolve(`${error?.code}: ${out}${err}`),
      );
    });
    await stopServer(child);
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
    expect(said).toContain(`1: Port ${port} is in use`);
  });
});
