// Billing systems of an older kind: one URL, a command in an XML document, HTTP 200 whatever happens, and the truth in
// a result code.
import * as z from "zod";
import { MERCHANT_OPERATIONS, type MerchantOperation } from "../contract";

const codes = (...values: string[]) => z.array(z.string().regex(/^\w+$/)).default(values);

const options = z.strictObject({
  url: z.string(),
  login: z.string().min(1),
  password: z.strictObject({ secret: z.string().regex(/^[A-Za-z]\w*$/) }),
  operations: z
    .array(z.enum(MERCHANT_OPERATIONS))
    .min(1)
    .default(["create", "update", "suspend", "resume", "terminate", "undo", "activationInfo", "status"]),
  activation: z.enum(["SYNC", "ASYNC"]).optional(),
  /** Whether a repeated reference has no second effect. */
  idempotent: z.boolean().default(true),
  /** Result codes by what they mean. */
  results: z
    .strictObject({
      done: codes("0"),
      queued: codes("1"),
      customerAction: codes("2"),
      notEligible: codes("110"),
      refused: codes("100", "101", "102"),
      unknownReference: codes("120"),
      busy: codes("900"),
    })
    .prefault({}),
});
type Options = z.infer<typeof options>;

const COMMANDS: Record<MerchantOperation, string> = {
  create: "ADD",
  activationInfo: "LINK",
  update: "CHANGE",
  suspend: "BAR",
  resume: "UNBAR",
  terminate: "REMOVE",
  undo: "KEEP",
  status: "QUERY",
};

/** `reference` is what makes a repetition recognisable; a query asks about the reference of another command. */
const bodyOf = (operation: MerchantOperation, { login, password }: Options): string => `{ "request": {
  "login": ${JSON.stringify(login)}, "password": secrets.${password.secret},
  "command": "${COMMANDS[operation]}",
  "reference": ${operation === "status" ? "about.requestId" : "requestId"},
  "account": entitlementId, "subscriber": sharedCustomerId, "service": productKey, "tariff": offerKey,
  "immediate": immediate ? "Y" : "N"
} }`;

/** A result code as text, wherever it stands in the list of one meaning. */
const isOneOf = (values: string[]): string => `body.response.result in ${JSON.stringify(values)}`;

const rule = (values: string[], rest: object) => ({ status: 200, when: isOneOf(values), ...rest });

function responsesOf(operation: MerchantOperation, { results }: Options) {
  const refusal = { merchantCode: "body.response.result", message: "body.response.text" };
  const page = { url: "body.response.link", urlExpiry: "body.response.linkExpiry ?? null" };
  const id = { merchantEntitlementId: "body.response.id ?? null" };
  const withPage = ["create", "update", "activationInfo", "status"].includes(operation);
  const rejected = (reason: string) => ({ outcome: "rejected", reason, ...refusal });
  return [
    rule(results.done, {
      outcome: "completed",
      ...id,
      activationCode: "body.response.code ?? null",
      ...(["terminate", "status"].includes(operation) && {
        terminationDate: "body.response.endDate ?? null",
      }),
    }),
    rule(results.queued, { outcome: "accepted", ...id }),
    ...(withPage ? [rule(results.customerAction, { outcome: "actionRequired", ...page, ...id })] : []),
    rule(results.notEligible, rejected("CUSTOMER_NOT_ELIGIBLE")),
    rule(results.refused, rejected("MERCHANT_REJECTED")),
    rule(results.unknownReference, rejected("NOT_FOUND")),
    rule(results.busy, rejected("MERCHANT_UNAVAILABLE")),
  ];
}

export const legacyXml = options.transform((given) => ({
  type: "http",
  ...(given.activation && { activation: given.activation }),
  operations: Object.fromEntries(
    given.operations.map((operation) => [
      operation,
      {
        method: "POST",
        url: given.url,
        format: "xml",
        body: bodyOf(operation, given),
        idempotent: given.idempotent || operation === "status",
        responses: responsesOf(operation, given),
      },
    ]),
  ),
}));
