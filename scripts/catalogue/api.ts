// The operator's API, as far as the catalogue needs it; answers are checked at the door.
import * as z from "zod";
import { placed, type FileDocument } from "./file.ts";
import type { Options } from "./options.ts";

/** A plan counts entitlements over the whole query store, which may take a while. */
const TIMEOUT_MS = 60_000;

const Plan = z.looseObject({
  revision: z.int(),
  changes: z.array(
    z.looseObject({
      action: z.enum(["create", "change", "remove"]),
      kind: z.string(),
      key: z.string(),
      fields: z.array(z.object({ path: z.string(), from: z.json(), to: z.json() })),
      liveEntitlements: z.int(),
      strands: z.boolean(),
    }),
  ),
  unchanged: z.int(),
});
export type Plan = z.infer<typeof Plan>;

const Exported = z.looseObject({ revision: z.int(), catalogue: z.record(z.string(), z.json()) });

const Failure = z.looseObject({
  responseMessage: z.string(),
  metadata: z.looseObject({
    reason: z.string(),
    requestId: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});

/** The service refused or could not be asked; the message is for a person. */
export class Refused extends Error {}

export class Api {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async plan(document: FileDocument): Promise<Plan> {
    return this.#call(Plan, "PUT", "?dryRun=true", { catalogue: document.value }, {}, document);
  }

  /** Applies what was planned at a revision, and nothing else. */
  async apply(document: FileDocument, revision: number): Promise<Plan> {
    const { reason, force } = this.#options;
    const body = { catalogue: document.value, reason, ...(force && { force }) };
    return this.#call(Plan, "PUT", "", body, { "If-Match": `"${revision}"` }, document);
  }

  async export(): Promise<z.infer<typeof Exported>> {
    return this.#call(Exported, "GET", "", undefined, {}, null);
  }

  async #call<T>(
    schema: z.ZodType<T>,
    method: string,
    query: string,
    body: unknown,
    headers: Record<string, string>,
    document: FileDocument | null,
  ): Promise<T> {
    const { origin, credential } = this.#options;
    const response = await fetch(`${origin}/admin/v1/catalogue${query}`, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        Authorization: `Basic ${Buffer.from(credential).toString("base64")}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Refused(`${origin} cannot be reached: ${reachOf(error)}`);
    });
    const answer = jsonOf(await response.text());
    const parsed = schema.safeParse(answer);
    if (response.status === 200 && parsed.success) return parsed.data;
    const failure = Failure.safeParse(answer);
    if (!failure.success)
      throw new Refused(`${origin} answered ${response.status}, and not as resale-edge does.`);
    throw new Refused(refusalText(failure.data, document));
  }
}

/** The issues with their places in the file; the API's own words where there are none. */
function refusalText(
  { responseMessage, metadata: { reason, requestId, issues = [] } }: z.infer<typeof Failure>,
  document: FileDocument | null,
): string {
  const lines = issues.map(({ path, message }) => {
    const inFile = path.replace(/^catalogue\.?/, "");
    return document ? placed(document, inFile, message) : `${path}: ${message}`;
  });
  const head =
    reason === "VALIDATION" && lines.length > 0
      ? []
      : [`${reason}: ${responseMessage} (request ${requestId})`];
  return [...head, ...lines].join("\n");
}

const reachOf = (error: unknown): string =>
  error instanceof Error
    ? error.cause instanceof Error
      ? error.cause.message
      : error.message
    : "unknown error";

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
