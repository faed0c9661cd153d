// How each scenario for a merchant is played. Answers are judged by what the connector makes of them; what the merchant
// really did is not seen.
import type { Played } from "./finding";
import * as end from "./merchantEnd";
import * as life from "./merchantLife";
import * as refusals from "./merchantRefusals";
import type { Stage } from "./merchantStage";
import type { Story } from "./merchantStory";
import type { MERCHANT_TOLD } from "./merchantTold";

type Play = (stage: Stage, story: Story) => Promise<Played>;

export const MERCHANT_PLAYS: Record<(typeof MERCHANT_TOLD)[number]["scenario"], Play> = {
  REPEATED_CREATE: life.repeatedCreate,
  STATUS: life.status,
  ACTIVATION_INFO: life.activationInfo,
  SUSPEND: life.suspend,
  RESUME: life.resume,
  UPDATE: life.update,
  TERMINATE_AT_END: end.terminateAtEnd,
  UNDO: life.undo,
  TERMINATE_AT_ONCE: end.terminateAtOnce,
  REPEATED_TERMINATE: end.repeatedTerminate,
  UNKNOWN_ENTITLEMENT: refusals.unknownEntitlement,
  UNKNOWN_REQUEST: refusals.unknownRequest,
  BAD_CREDENTIALS: refusals.badCredentials,
  MALFORMED_BODY: refusals.malformedBody,
};
