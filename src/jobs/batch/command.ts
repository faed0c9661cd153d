// A row of a batch file as the call of the API that it stands for. What a row says is judged by that call; here only what
// would make no call at all is refused.
import type { Json } from "../../shared/json";

/** The columns of the reference system: one file for four actions, which may be mixed, and one for changes. */
export const ACTION_COLUMNS = [
  "action",
  "entitlementId",
  "reasonCategory",
  "reasonCode",
  "reasonDescription",
];
export const UPDATE_COLUMNS = [
  "action",
  "entitlementId",
  "productKey",
  "notificationUrl",
  "dateExpiry",
  "customerIdentifier",
  "extensionData",
];

/** The actions of the mixed file, and the statuses that they lead to. */
const REACHED: Readonly<Record<string, readonly Json[]>> = {
  CANCEL: ["CANCELLED", "ACTIVE-ENDING"],
  REVOKE: ["REVOKED"],
  SUSPEND: ["SUSPENDED"],
  RESUME: ["ACTIVE"],
};
const ACTIONS = Object.keys(REACHED);

export interface Command {
  method: "POST" | "PATCH";
  path: string;
  body: { [member: string]: Json };
  /** Whether a record that was answered shows the effect. */
  reached: (record: { [member: string]: Json }) => boolean;
}

export type Read = { ok: true; command: Command } | { ok: false; message: string };

/** Columns are texts; an empty one says nothing. */
export type Cells = { [column: string]: Json };

export const actionOf = (cells: Cells): string => textOf(cells, "action").toUpperCase();
export const idOf = (cells: Cells): string => textOf(cells, "entitlementId");

const textOf = (cells: Cells, column: string): string => String(cells[column] ?? "");

/** The call of a row, or the column that is wrong and why. */
export function commandOf(cells: Cells): Read {
  const action = actionOf(cells);
  const id = idOf(cells);
  const isUpdate = "productKey" in cells;
  const known = isUpdate ? ["UPDATE"] : ACTIONS;
  if (!known.includes(action))
    return bad(
      `action: Must be ${known.join(", ")}${misplaced(action) ? "; others have a file of their own." : "."}`,
    );
  if (id === "") return bad("entitlementId: Must not be empty.");
  return isUpdate ? updateOf(id, cells) : { ok: true, command: endingOf(action, id, cells) };
}

const misplaced = (action: string): boolean => action === "UPDATE" || ACTIONS.includes(action);

const bad = (message: string): Read => ({ ok: false, message });

/** The reason belongs to what ends an entitlement; elsewhere the columns are there and say nothing. */
function endingOf(action: string, id: string, cells: Cells): Command {
  const ends = action === "CANCEL" || action === "REVOKE";
  const reason = {
    cancelReasonCategory: textOf(cells, "reasonCategory"),
    cancelReasonCode: textOf(cells, "reasonCode"),
    cancelReasonDescription: textOf(cells, "reasonDescription"),
  };
  return {
    method: "POST",
    path: `/v1/entitlement/${action.toLowerCase()}/${encodeURIComponent(id)}`,
    body: ends ? filled(reason) : {},
    reached: ({ status = null }) => REACHED[action]?.includes(status) ?? true,
  };
}

function updateOf(id: string, cells: Cells): Read {
  const { action: _action, entitlementId: _id, extensionData: data, ...fields } = cells;
  const extensionData = objectIn(String(data ?? ""));
  if (extensionData === null) return bad("extensionData: Must be a JSON object.");
  const body = { ...filled(fields), ...extensionData };
  const path = `/v1/entitlement/${encodeURIComponent(id)}`;
  const { productKey = "" } = fields;
  const reached = (record: Cells): boolean => productKey === "" || record["productKey"] === productKey;
  return { ok: true, command: { method: "PATCH", path, body, reached } };
}

const filled = (fields: Cells): Cells =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));

/** Extension data as a member of a body; no member where there is none, null where it is no object. */
function objectIn(text: string): { extensionData?: Json } | null {
  if (text === "") return {};
  try {
    const extensionData: Json = JSON.parse(text);
    return typeof extensionData === "object" && extensionData !== null && !Array.isArray(extensionData)
      ? { extensionData }
      : null;
  } catch {
    return null;
  }
}
