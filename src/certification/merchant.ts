// A merchant's API: all scenarios in order, each with what the ones before have led to. Without a subscription nothing else
// says anything: a merchant that refuses everything would refuse what is wrong, too.
import { notCovered, type ScenarioFinding } from "./finding";
import { begin } from "./merchantLife";
import { MERCHANT_PLAYS } from "./merchantScenarios";
import { stageAt, type Subject } from "./merchantStage";
import type { Story } from "./merchantStory";
import { CREATE, MERCHANT_TOLD } from "./merchantTold";
import { played } from "./play";

const NEEDS_CREATE = "It says nothing while there is no subscription: CREATE has not passed.";

/** Plays all scenarios against one merchant. */
export async function merchantFindings(subject: Subject): Promise<ScenarioFinding[]> {
  const begun: { story: Story | null } = { story: null };
  const create = await played(CREATE, async (note) => {
    const { story, ...finding } = await begin(stageAt(subject, note));
    begun.story = story;
    return finding;
  });
  const findings = [create];
  for (const told of MERCHANT_TOLD)
    findings.push(
      await played(told, async (note) =>
        begun.story === null
          ? notCovered(NEEDS_CREATE)
          : MERCHANT_PLAYS[told.scenario](stageAt(subject, note), begun.story),
      ),
    );
  return findings;
}
