// An entitlement as a line: the API's record as the party sees it, with whose suspension or cancellation it is, so that an
// import takes over the way back as well; or the columns of the reports.
import { recordFor } from "../../entitlement/record";
import type { State } from "../../entitlement/state";
import { entitlementLine, type Party } from "../../reports/columns";
import { csvOf } from "../../reports/render";
import { rowOf } from "../../reports/row";
import type { Part } from "../kind";

/** The records with a line end each. */
export const ndjsonPart = (states: readonly State[], party: Party): Part => ({
  rows: states.length,
  text: states.map((state) => `${JSON.stringify(exported(state, party))}\n`).join(""),
});

/** The lines of a CSV without its header. */
export const csvPart = (states: readonly State[], party: Party): Part => ({
  rows: states.length,
  text: csvOf(
    states.map((state) =>
      entitlementLine(rowOf(recordFor(state, party), state.merchantExtensionData), party),
    ),
  ),
});

function exported(state: State, party: Party): object {
  const { status, suspendedBy, endingBy } = state;
  return {
    ...recordFor(state, party),
    ...(status === "SUSPENDED" && { suspendedBy }),
    ...(status === "ACTIVE-ENDING" && { endingBy }),
  };
}
