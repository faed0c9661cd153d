// One scenario, played: its finding with the steps behind it, whatever happens on the way.
import { errorText, log } from "../shared/log";
import { failed, notCovered, type Played, type ScenarioFinding, type Step, type Told } from "./finding";
import { OUT_OF_TIME, OutOfTime } from "./time";

/** Takes the steps that `play` reports, and what it comes to. */
export async function played(
  told: Told,
  play: (note: (step: Step) => void) => Promise<Played>,
): Promise<ScenarioFinding> {
  const steps: Step[] = [];
  const { optional = false, result, reason } = await outcomeOf(told, () => play((step) => steps.push(step)));
  const { scenario, group, title, checked } = told;
  return { scenario, group, title, checked, result, reason, required: !optional, steps };
}

async function outcomeOf({ scenario }: Told, play: () => Promise<Played>): Promise<Played> {
  try {
    return await play();
  } catch (error) {
    if (error instanceof OutOfTime) return notCovered(OUT_OF_TIME);
    log("scenario.failed", { scenario, error: errorText(error) });
    return failed("Something went wrong on our side while it was played. Run it again, or tell us.");
  }
}
