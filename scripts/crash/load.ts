// The load: customers of one reseller, one after the other, each with a short life of orders. The driver knows what
// answers have told it, and nothing else; what had no answer is repeated under its key, or left as it is.
import { setTimeout as sleep } from "node:timers/promises";
import { ask, type Reply } from "./client.ts";
import { CHOICES, orderOf, type CommandName, type Order } from "./commands.ts";
import type { Merchant } from "./merchants.ts";
import type { Power } from "./power.ts";
import type { Random } from "./random.ts";
import { learn, type Command, type Effect, type Outcome, type Reseller, type Sale } from "./record.ts";

const MOST_TRIES = 3;
const REPEATS = 0.75;
const DONE_PAGE = "You are all set";
/** What a merchant's own page says when all is well. */
const WELCOME = "Welcome";

export interface Shop {
  power: Power;
  reseller: Reseller;
  merchants: readonly [Merchant, ...Merchant[]];
  notificationUrl: string;
  sales: Sale[];
  stopped: () => boolean;
}

/** Serves customers until the shop closes. */
export async function serve(shop: Shop, random: Random): Promise<void> {
  while (!shop.stopped()) {
    const merchant = random.pick(shop.merchants);
    const customerIdentifier = `customer-${random.between(0, 2 ** 31)}`;
    const sale = newSale(shop, merchant.key, customerIdentifier);
    const creates = [buy(shop, merchant, sale, random)];
    // The same customer, twice at a time: one of them has to be told so.
    if (random.chance(0.06))
      creates.push(buy(shop, merchant, newSale(shop, merchant.key, customerIdentifier), random));
    await Promise.all(creates);
    await live(shop, sale, random);
  }
}

function newSale(shop: Shop, merchantAccountKey: string, customerIdentifier: string): Sale {
  const sale: Sale = {
    reseller: shop.reseller,
    merchantAccountKey,
    customerIdentifier,
    key: crypto.randomUUID(),
    orderNumber: `first-${crypto.randomUUID()}`,
    entitlementId: null,
    status: null,
    version: -1,
    url: null,
    expiries: [],
    commands: [],
    seen: [],
  };
  shop.sales.push(sale);
  return sale;
}

async function buy(shop: Shop, merchant: Merchant, sale: Sale, random: Random): Promise<void> {
  const { productKey, magic } = merchant.offer(random);
  const body = {
    customerIdentifier: sale.customerIdentifier,
    merchantAccountKey: merchant.key,
    productKey,
    notificationUrl: shop.notificationUrl,
    externalEntitlementId: sale.orderNumber,
    ...(random.chance(0.1) && { dateExpiry: soon(sale, random) }),
  };
  const order: Order = {
    effect: "create",
    path: "/v1/entitlement",
    ask: { as: sale.reseller.credentials, body },
    magic,
  };
  await send(shop.power, sale, order, random, sale.key);
}

function soon(sale: Sale, random: Random): string {
  const at = Date.now() + random.between(15_000, 40_000);
  sale.expiries.push(at);
  return new Date(at).toISOString();
}

async function live(shop: Shop, sale: Sale, random: Random): Promise<void> {
  const steps = random.between(2, 9);
  for (let step = 0; step < steps && !shop.stopped() && sale.entitlementId !== null; step++) {
    await sleep(random.between(10, 400));
    const both = random.chance(0.1) ? 2 : 1;
    await Promise.all(Array.from({ length: both }, () => move(shop, sale, random)));
  }
}

async function move(shop: Shop, sale: Sale, random: Random): Promise<void> {
  const illegal = random.chance(0.06);
  const choices = CHOICES[illegal ? "ANY" : (sale.status ?? "FAILED")] ?? { look: 1 };
  const name: CommandName = random.weighted(choices);
  if (name === "signUp") return signUp(shop.power, sale);
  await send(shop.power, sale, orderOf(name, sale, random), random);
}

/** Sends an order, and perhaps again where no answer came; each under one key. */
export async function send(
  power: Power,
  sale: Sale,
  order: Order,
  random: Random,
  key: string = crypto.randomUUID(),
): Promise<Command> {
  const command: Command = {
    effect: order.effect,
    magic: order.magic,
    outcome: "unknown",
    reply: null,
    tries: 0,
  };
  sale.commands.push(command);
  repeats.set(command, { order, key });
  do await sendAgain(power, sale, command);
  while (command.reply === null && command.tries < MOST_TRIES && random.chance(REPEATS));
  return command;
}

/** How a command is sent once more. */
const repeats = new WeakMap<Command, { order: Order; key: string }>();

export async function sendAgain(power: Power, sale: Sale, command: Command): Promise<void> {
  const again = repeats.get(command);
  if (again === undefined) return;
  const { order, key } = again;
  const headers = {
    "X-RequestIdentifier": key,
    ...(order.magic !== null && { "X-Magic-Number": order.magic }),
  };
  command.tries++;
  const reply = await ask(power, order.path, { ...order.ask, headers });
  command.reply = reply;
  if (reply === null) return;
  const own = order.path.startsWith("/v1/");
  if (own) learn(sale, reply);
  if (own && reply.body.version) sale.seen.push(reply.body);
  command.outcome = outcomeOf(command, reply);
}

/** Answers that can stand for no change at all: a confirmation of what is so already, the offer that it has. */
const MAY_CHANGE_NOTHING = [
  "merchant suspend",
  "merchant resume",
  "merchant terminate",
  "product",
  "nothing",
];

/** What the record of an acknowledged command says. */
const ENDS_AS: Partial<Record<Effect, string[]>> = {
  suspend: ["SUSPENDED"],
  resume: ["ACTIVE"],
  cancel: ["CANCELLED", "ACTIVE-ENDING"],
  undo: ["ACTIVE"],
  revoke: ["REVOKED"],
};

function outcomeOf({ effect, tries }: Command, { status, body, replayed }: Reply): Outcome {
  const reason = body.metadata?.reason;
  // A date that has passed since the first try is refused before the key is looked at.
  if (reason === "VALIDATION" && tries > 1) return "unknown";
  if (reason === "REQUEST_IN_PROGRESS" || reason === "OUTCOME_UNKNOWN") return "unknown";
  if (status >= 400) return "refused";
  // The repetition of something that was in doubt hears how things stand, not whether it was done.
  if (replayed || status === 202) return "unknown";
  if (MAY_CHANGE_NOTHING.includes(effect)) return "unknown";
  // The answer is the record as it is by then: somebody else may have had the last word.
  return ENDS_AS[effect]?.includes(body.status ?? "") === false ? "unknown" : "done";
}

/** The customer submits the form of the page; only the page's word says that it worked. */
async function signUp(power: Power, sale: Sale): Promise<void> {
  if (sale.url === null) return;
  const command: Command = { effect: "sign-up", magic: null, outcome: "unknown", reply: null, tries: 1 };
  sale.commands.push(command);
  await power.up;
  try {
    const response = await fetch(sale.url, { method: "POST", signal: AbortSignal.timeout(20_000) });
    const page = await response.text();
    const done = response.status === 200 && (page.includes(DONE_PAGE) || page.includes(WELCOME));
    if (done) Object.assign(command, { outcome: "done" });
    if (done && sale.status === "PENDING") sale.status = "ACTIVE";
  } catch {
    // No answer: unknown.
  }
}
