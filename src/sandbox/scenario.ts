// Magic numbers: the outcome that a caller of the sandbox wants to see, by request.
import { CAPABILITY_VERBS } from "../catalogue/schema";

/** Each number with the verbs it belongs to. */
export const MAGIC_NUMBERS = {
  CREATE_REQUEST_RETURNS_ACTIVATION_REQUIRED: ["create"],
  CREATE_REQUEST_RETURNS_CREATED: ["create"],
  CREATE_REQUEST_RETURNS_ACTIVATED: ["create"],
  CREATE_REQUEST_RETURNS_CODE: ["create"],
  CREATE_REQUEST_REJECTED: ["create"],
  CREATE_REQUEST_UNAVAILABLE: ["create"],
  CREATE_REQUEST_FAILS: ["create"],
  CREATE_REQUEST_TIMES_OUT: ["create"],
  CREATE_CONFIRMED_BEFORE_ANSWER: ["create"],
  TERMINATE_RETURNS_ACCEPTED: ["cancel", "revoke"],
  TERMINATE_RETURNS_DATE: ["cancel"],
  TERMINATE_RETURNS_DATE_SOON: ["cancel"],
  UPDATE_RETURNS_ACTIVATION_REQUIRED: ["update"],
  ANY_REQUEST_FAILS_ONCE: ["create", ...CAPABILITY_VERBS],
} as const satisfies Record<string, readonly string[]>;

export type MagicNumber = keyof typeof MAGIC_NUMBERS;

export const isMagicNumber = (text: string): text is MagicNumber => Object.hasOwn(MAGIC_NUMBERS, text);

/** Whether a number exists and belongs to the verb. */
export function suits(number: string, verb: string | null): boolean {
  return (
    isMagicNumber(number) && verb !== null && (MAGIC_NUMBERS[number] as readonly string[]).includes(verb)
  );
}
