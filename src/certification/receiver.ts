// A reseller's receiver: first whether it takes a valid notification at all, then everything else, side by side.
import { notCovered, type ScenarioFinding } from "./finding";
import { played } from "./play";
import { RECEIVER_PLAYS } from "./receiverScenarios";
import { stageAt, type Target } from "./receiverStage";
import { RECEIVER_TOLD, VALID } from "./receiverTold";
import { slots } from "./slots";

const NEEDS_VALID = "It says nothing while a valid notification is not accepted.";

/** Plays all scenarios against one URL. */
export async function receiverFindings(target: Omit<Target, "slot">): Promise<ScenarioFinding[]> {
  const slot = slots();
  const play = (told: typeof VALID | (typeof RECEIVER_TOLD)[number]) =>
    played(told, (note) => RECEIVER_PLAYS[told.scenario](stageAt({ ...target, slot }, note)));
  const valid = await play(VALID);
  const others = RECEIVER_TOLD.map((told) =>
    valid.result === "PASSED" ? play(told) : played(told, async () => notCovered(NEEDS_VALID)),
  );
  return [valid, ...(await Promise.all(others))];
}
