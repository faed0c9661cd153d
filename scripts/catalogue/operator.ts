// The first operator of a deployment: an empty catalogue knows nobody who could fill it. So the first credential is
// written past the API, by whoever may write to the database anyway.
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { allowBareImports } from "../bareImports.ts";
import { Unreadable } from "./file.ts";

/** Writes the SQL that adds an operator's credential, and returns its secret. The file holds only a hash. */
export async function writeOperator(file: string, id: string): Promise<string> {
  allowBareImports();
  const { newToken } = await import("../../src/onboarding/token.ts");
  const secret = newToken("operator");
  const salt = randomBytes(16).toString("hex");
  const hash = createHash("sha256").update(`${salt}:${secret}`).digest("hex");
  const body = {
    id,
    party: "OPERATOR",
    organisation: "OPERATOR",
    environment: null,
    secrets: [{ salt, hash }],
    ipRanges: null,
    revoked: false,
  };
  const sql = [
    `INSERT INTO item (kind, key, body) VALUES ('credential', '${id}', '${JSON.stringify(body)}');`,
    "UPDATE revision SET number = number + 1;",
  ];
  await writeFile(file, `${sql.join("\n")}\n`, { flag: "wx" }).catch((error: unknown) => {
    throw new Unreadable(`${file}: ${error instanceof Error ? error.message : "cannot be written"}`);
  });
  return secret;
}
