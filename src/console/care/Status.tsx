// The status of an entitlement at a glance, and in a sentence who has to act next.
import type { Status as StatusName } from "../../entitlement/state";
import { Badge, type BadgeTone } from "../components/Badge";
import { Time } from "../components/Time";
import type { Entitlement } from "./record";

const TONES: Record<StatusName, BadgeTone> = {
  PENDING: "waiting",
  ACTIVE: "good",
  "ACTIVE-ENDING": "waiting",
  SUSPENDED: "paused",
  CANCELLED: "over",
  REVOKED: "over",
  FAILED: "bad",
};

export const Status = ({ status }: { status: StatusName }) => <Badge tone={TONES[status]}>{status}</Badge>;

type Waiting = Pick<Entitlement, "waitingOn" | "waitingUntil" | "status">;

/** What it waits on, and until when; nothing where it waits on nobody. */
export function WaitsOn({ record }: { record: Waiting }) {
  const { waitingOn, waitingUntil } = record;
  if (waitingOn === null) return null;
  return (
    <p class="waits">
      {sentenceOf(record)}
      {waitingUntil !== null && (
        <>
          {" "}
          {waitingOn === "PLATFORM" ? "It asks next at " : "Until "}
          <Time date={waitingUntil} />.
        </>
      )}
    </p>
  );
}

function sentenceOf({ waitingOn, waitingUntil, status }: Waiting): string {
  switch (waitingOn) {
    case "CUSTOMER":
      return "Waits for the customer to follow the link and finish the sign-up.";
    case "MERCHANT":
      return "Waits for the merchant to confirm.";
    case "PLATFORM":
    case null: {
      const what = status === "FAILED" ? "Nobody knows yet whether the merchant has created it." : "";
      const who =
        waitingUntil === null
          ? "The merchant cannot be asked: an operator has to settle it."
          : "The platform keeps asking the merchant what became of it.";
      return `${what} ${who}`.trim();
    }
  }
}
