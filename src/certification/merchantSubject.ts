// Which API of a merchant is certified: the one that its connector in the sandbox speaks to, or one that it names itself
// and that is to be the standard merchant API. The secrets of the catalogue never go to a URL that was given here.
import type { Catalogue } from "../catalogue/store";
import type { Connector, MerchantOperation, MerchantRequest } from "../connectors/contract";
import { connectorFor } from "../connectors/registry";
import { connectorOf, unusable, type Given } from "../onboarding/connector";
import { sampleRequest } from "../onboarding/sampleRequest";
import type { Issue } from "../shared/issues";
import type { Json } from "../shared/json";
import type { Explaining, Subject } from "./merchantStage";

/** The connector of the merchant as it is in the sandbox, or null where it does not speak HTTP. */
export async function catalogueConnector(
  env: Env,
  catalogue: Catalogue,
  merchantAccountKey: string,
): Promise<Explaining | null> {
  const merchant = catalogue.get("merchant", "sandbox", merchantAccountKey);
  return explaining(merchant && (await connectorFor(env, merchant)));
}

/** The connector of a standard merchant API, by the options of the catalogue's preset, or what is wrong with them. */
export function givenConnector(
  env: Env,
  merchantAccountKey: string,
  options: { [option: string]: Json | undefined },
  secrets: Readonly<Record<string, string>>,
): Explaining | Issue[] {
  const given: Given = { preset: "standard" };
  for (const [option, value] of Object.entries(options)) if (value !== undefined) given[option] = value;
  const made = connectorOf(env, given, []);
  if (Array.isArray(made)) return made;
  const places = { connector: "baseUrl", secrets: "secrets" };
  const issues = unusable(made, places, secrets, env.ALLOW_LOOPBACK_TARGETS === "on");
  if (issues.length > 0) return issues;
  const access = {
    environment: "sandbox",
    merchantAccountKey,
    secret: async (name: string) => (Object.hasOwn(secrets, name) ? (secrets[name] ?? null) : null),
  } as const;
  const connector = explaining(made.description.connect(env, access));
  if (connector === null) throw new Error("the preset standard does not speak HTTP");
  return connector;
}

function explaining(connector: Connector | null): Explaining | null {
  const explain = connector?.explain;
  return connector && explain ? { ...connector, explain } : null;
}

/** Samples for a merchant's product, and another product or offer for a change. */
export function samplesOf(
  catalogue: Catalogue,
  of: { merchantAccountKey: string; productKey?: string | undefined; offerKey?: string | undefined },
): Pick<Subject, "request" | "other"> {
  const request = (operation: MerchantOperation): MerchantRequest =>
    sampleRequest(catalogue, { environment: "sandbox", ...of, operation });
  const { productKey, offerKey } = request("create");
  const choices = catalogue
    .all("product")
    .filter((one) => one.environment === "sandbox" && one.merchantAccountKey === of.merchantAccountKey)
    .flatMap((product) => product.offerKeys.map((key) => ({ productKey: product.productKey, offerKey: key })))
    // An offer of the same product is the smaller change.
    .toSorted((a, b) => Number(b.productKey === productKey) - Number(a.productKey === productKey));
  const other = choices.find((one) => one.productKey !== productKey || one.offerKey !== offerKey);
  return { request, other: other ?? { productKey, offerKey } };
}
