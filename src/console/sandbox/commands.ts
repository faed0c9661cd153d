// What the sandbox reseller can be told to do with an order: the button, and the API's call.
import { ORDERS } from "./answers";

export interface Command {
  /** In the address; for a reseller's verb also its name in `allowedActions`. */
  name: string;
  label: string;
  danger: boolean;
  /** What is said afterwards. */
  done: string;
}

const verb = (name: string, label: string, done: string, danger = false): Command => ({
  name,
  label,
  danger,
  done,
});

export const COMMANDS: readonly Command[] = [
  verb("activationInfo", "Fresh sign-up link", "The merchant was asked for a fresh link."),
  verb("suspend", "Suspend", "The sandbox reseller suspended it."),
  verb("resume", "Resume", "The sandbox reseller resumed it."),
  verb("undo", "Undo the cancellation", "The sandbox reseller undid its cancellation."),
  verb("cancel", "Cancel", "The sandbox reseller cancelled it.", true),
  verb("revoke", "Revoke", "The sandbox reseller revoked it.", true),
];

/** Beside the verbs: what is filled in before. */
export const CHANGE: Command = verb("change", "Change", "The sandbox reseller changed it.");
export const CLOCK: Command = verb("clock", "Move", "The clock of this order was moved.");

export const commandOf = (name: string | null | undefined): Command | undefined =>
  [...COMMANDS, CHANGE, CLOCK].find((one) => one.name === name);

/** The API's call for a command, with the fields that its form had. */
export function callOf(
  { name }: Command,
  id: string,
  form: URLSearchParams,
): { method: "POST" | "PATCH"; path: string; body: object } {
  const at = encodeURIComponent(id);
  const filled = (field: string): Record<string, string> => {
    const value = (form.get(field) ?? "").trim();
    return value === "" ? {} : { [field]: value };
  };
  if (name === CHANGE.name)
    return {
      method: "PATCH",
      path: `${ORDERS}/${at}`,
      body: { ...filled("productKey"), ...filled("offerKey") },
    };
  const body = name === CLOCK.name ? { advanceSeconds: Number(form.get("advanceSeconds")) } : {};
  return { method: "POST", path: `${ORDERS}/${name}/${at}`, body };
}
