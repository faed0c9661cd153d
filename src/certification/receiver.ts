// A reseller's receiver: first whether it takes a valid notification at all, then everything else, side by side.
import { notCovered, type ScenarioFinding } from "./finding";
import { played } from "./play";
import { RECEIVER_SCENARIOS, VALID, type ReceiverScenario } from "./receiverScenarios";
import { stageAt, type Target } from "./receiverStage";
import { slots } from "./slots";

const NEEDS_VALID = "It says nothing while a valid notification is not accepted.";

/** Plays all scenarios against one URL. */
export async function receiverFindings(target: Omit<Target, "slot">): Promise<ScenarioFinding[]> {
  const slot = slots();
  const play = (scenario: ReceiverScenario) =>
    played(scenario, (note) => scenario.play(stageAt({ ...target, slot }, note)));
  const valid = await play(VALID);
  const others = RECEIVER_SCENARIOS.map((scenario) =>
    valid.result === "PASSED" ? play(scenario) : played(scenario, async () => notCovered(NEEDS_VALID)),
  );
  return [valid, ...(await Promise.all(others))];
}
