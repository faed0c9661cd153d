// A billing system of an older kind: one URL, XML, HTTP 200 whatever happens, and the truth in a result code.
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import * as z from "zod";
import type { Result, Verb } from "./book.ts";
import { page, runAsProgram, type Answer, type Inbound, type Merchant } from "./program.ts";

const Request = z.object({
  request: z.looseObject({
    login: z.string(),
    password: z.string(),
    command: z.enum(["ADD", "LINK", "CHANGE", "BAR", "UNBAR", "REMOVE", "KEEP", "QUERY"]),
    reference: z.string(),
    account: z.string(),
    service: z.string(),
    immediate: z.string(),
  }),
});

const VERBS: Record<Exclude<z.infer<typeof Request>["request"]["command"], "QUERY">, Verb> = {
  ADD: "create",
  LINK: "activationInfo",
  CHANGE: "update",
  BAR: "suspend",
  UNBAR: "resume",
  REMOVE: "terminate",
  KEEP: "undo",
};

const parser = new XMLParser({ parseTagValue: false });
const builder = new XMLBuilder();

const result = (code: string, rest: object = {}): Answer => ({
  status: 200,
  type: "application/xml",
  body: `<?xml version="1.0"?>${builder.build({ response: { result: code, ...rest } })}`,
});

export async function legacyXml(merchant: Merchant, { url, method, body }: Inbound): Promise<Answer> {
  const token = /^\/enrol\/(.+)$/.exec(url.pathname)?.[1];
  if (token !== undefined) return enrol(merchant, token, method);
  const read = Request.safeParse(parser.parse(body));
  if (!read.success) return result("101", { text: "malformed" });
  const {
    login,
    password,
    command,
    reference,
    account: entitlementId,
    service,
    immediate,
  } = read.data.request;
  if (login !== "resale" || password !== "geheim") return result("102", { text: "access denied" });
  if (command === "QUERY") {
    const known = merchant.book.resultOf(reference);
    return known ? answerOf(merchant, known) : result("120", { text: "reference unknown" });
  }
  const order = { reference, entitlementId, productKey: service, immediate: immediate === "Y" };
  return answerOf(merchant, merchant.book.do({ ...order, verb: VERBS[command] }));
}

function answerOf({ origin }: Merchant, given: Result): Answer {
  switch (given.kind) {
    case "done":
      return result("0", {
        id: given.id,
        ...(given.code && { code: given.code }),
        ...(given.endDate && { endDate: new Date(given.endDate).toISOString() }),
      });
    case "link":
      return result("2", {
        id: given.id,
        link: `${origin}/enrol/${given.token}`,
        linkExpiry: new Date(given.expiry).toISOString(),
      });
    case "notEligible":
      return result("110", { text: "subscriber not eligible" });
    case "unknown":
      return result("120", { text: "account unknown" });
  }
}

async function enrol({ book, platform }: Merchant, token: string, method: string): Promise<Answer> {
  const entitlementId = book.entitlementOf(token);
  if (entitlementId === undefined) return { ...page("Unknown link", false), status: 404 };
  if (method !== "POST") return page("Enrol", true);
  const merchantEntitlementId = book.signedUp(entitlementId);
  const { status } = await platform(`activate/${entitlementId}`, { merchantEntitlementId });
  return { ...page(status === 200 ? "Enrolled" : "Please try again", false), status };
}

await runAsProgram(legacyXml, import.meta.main);
