// Puts the merchant with a server of its own into the running service's catalogue, as an operator would.
import * as z from "zod";
import { MERCHANT_CREDENTIALS } from "./merchants.ts";
import type { Power } from "./power.ts";
import { KEY } from "./standard.ts";

const OPERATOR = `Basic ${btoa("operator:operator-secret")}`;
const Section = z.array(z.record(z.string(), z.unknown()));
const Answer = z.looseObject({
  catalogue: z.looseObject({ merchants: Section, products: Section, routes: Section, credentials: Section }),
});

export async function addStandard({ origin }: Power, merchantOrigin: string): Promise<void> {
  const { catalogue } = Answer.parse(await admin(origin, "GET"));
  const environment = "sandbox";
  const [id = "", secret = ""] = MERCHANT_CREDENTIALS[KEY]?.split(":") ?? [];
  const authentication = { type: "basic", username: "resale", password: { secret: "password" } };
  catalogue.merchants.push({
    environment,
    merchantAccountKey: KEY,
    name: "Stream",
    secrets: { password: "letmein" },
    connector: { preset: "standard", baseUrl: merchantOrigin, authentication },
  });
  const product = { environment, merchantAccountKey: KEY, offerKeys: ["STANDARD", "BUNDLE"] };
  catalogue.products.push(
    { ...product, productKey: "STREAM", productName: "Stream" },
    { ...product, productKey: "CODE", productName: "Stream by code", capabilities: { activation: "SYNC" } },
  );
  for (const resellerKey of ["TELCO", "BANK"])
    catalogue.routes.push({ environment, resellerKey, merchantAccountKey: KEY });
  catalogue.credentials.push({ id, party: "MERCHANT", organisation: KEY, environment, secrets: [secret] });
  await admin(origin, "PUT", { catalogue, reason: "a merchant with a server of its own" });
}

async function admin(origin: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(`${origin}/admin/v1/catalogue`, {
    method,
    headers: { Authorization: OPERATOR, ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /admin/v1/catalogue answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
