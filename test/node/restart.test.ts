// Nothing is lost when the process is: every entitlement survives a kill and a restart, and what waited goes out.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { apiAt, Entitlement, type Api } from "../../scripts/demo/api.ts";
import { startReceiver } from "../../scripts/demo/receiver.ts";
import { originOf, startServer, stopServer } from "../../scripts/demo/server.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { forget, kill, ROOT, temporaryState } from "./support/server.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** Folder of a test, forgotten after it. */
async function state(): Promise<string> {
  const folder = await temporaryState();
  endings.push(() => forget(folder));
  return folder;
}

async function boot(port: number, folder: string) {
  const child = await startServer(port, folder, { detached: true });
  endings.push(() => stopServer(child));
  return child;
}

const History = z.object({
  notifications: z.array(
    z.object({
      state: z.string(),
      attempts: z.array(z.object({ date: z.string(), error: z.string().nullable() })),
    }),
  ),
});

const sell = async (api: Api, productKey: string, notificationUrl: string): Promise<Entitlement> => {
  const customerIdentifier = `customer-${crypto.randomUUID()}`;
  const body = { customerIdentifier, merchantAccountKey: "MUSIC", productKey, notificationUrl };
  return (await api(Entitlement, "POST", "/v1/entitlement", productKey === "MUSIC" ? 202 : 200, { body }))
    .body;
};
const read = async (api: Api, { entitlementId: id }: Entitlement): Promise<Entitlement> =>
  (await api(Entitlement, "GET", `/v1/entitlement/${id}`, 200)).body;
const history = async (api: Api, { entitlementId: id }: Entitlement) =>
  (await api(History, "GET", `/v1/entitlement/history/${id}`, 200)).body;

describe("a server that goes", () => {
  it("comes back with every entitlement, and what waited goes out when it was due", async () => {
    const [folder, port, deaf] = [await state(), await freePort(), await freePort()];
    const first = await boot(port, folder);
    const api = apiAt(originOf(port));
    const nobody = `http://127.0.0.1:${deaf}/notifications`;

    const pending = await sell(api, "MUSIC", nobody);
    const waiting = await sell(api, "MUSIC_INSTANT", nobody);
    const { entitlementId: id } = await sell(api, "MUSIC_CODE", nobody);
    const { body: suspended } = await api(Entitlement, "POST", `/v1/entitlement/suspend/${id}`, 200);
    await expect
      .poll(() => history(api, waiting), { timeout: 10_000 })
      .toMatchObject({ notifications: [{ state: "waiting", attempts: [{ error: "CONNECT" }] }] });
    await kill(first);

    const receiver = await startReceiver(deaf);
    endings.push(() => receiver.close());
    const second = await boot(port, folder);
    // Nobody asks for it: the object wakes by itself.
    const { notification } = await receiver.waitFor(waiting.entitlementId, 1, 15_000);
    expect(notification).toMatchObject({ notificationReason: "ACTIVATION_SUCCESS", previousVersion: null });
    const kept = [pending, waiting, suspended];
    for (const record of kept)
      expect(await read(api, record)).toEqual({
        ...record,
        responseCode: expect.any(String),
        responseMessage: expect.any(String),
      });
    await expect
      .poll(() => history(api, waiting), { timeout: 10_000 })
      .toMatchObject({ notifications: [{ state: "delivered", attempts: [{}, { error: null }] }] });

    await stopServer(second);
    await boot(port, folder);
    for (const record of kept)
      expect(await read(api, record)).toMatchObject({ version: record.version, status: record.status });
    const url = pending.parameters?.url ?? "";
    expect((await fetch(url, { method: "POST" })).status).toBe(200);
    expect(await read(api, pending)).toMatchObject({ status: "ACTIVE", version: 2 });
  });
});

describe("two servers", () => {
  it("run side by side with a state each, and a port that is taken is refused", async () => {
    const ports = [await freePort(), await freePort()] as const;
    const folders = [await state(), await state()] as const;
    await Promise.all([boot(ports[0], folders[0]), boot(ports[1], folders[1])]);
    const [one, other] = [apiAt(originOf(ports[0])), apiAt(originOf(ports[1]))];
    const sold = await sell(one, "MUSIC_INSTANT", "http://127.0.0.1:9/nobody");
    expect(await read(one, sold)).toMatchObject({ status: "ACTIVE" });
    const path = `/v1/entitlement/${sold.entitlementId}`;
    const refusal = await other(z.object({ responseCode: z.string() }), "GET", path, 404);
    expect(refusal.body.responseCode).toBe("NOT_FOUND");

    const env = { ...process.env, PORT: String(ports[0]), PERSIST_TO: folders[1] };
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [join(ROOT, "scripts/start.ts")], { env }, (error, out, err) =>
        resolve(`${error?.code}: ${out}${err}`),
      );
    });
    expect(said).toContain(`1: Port ${ports[0]} is in use on 127.0.0.1.`);
    expect(await read(one, sold)).toMatchObject({ status: "ACTIVE" });
  });
});
