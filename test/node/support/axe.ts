// What axe-core finds on a page. Its source is evaluated with a debugger's rights, so the page's own policy stays in
// force, and nothing of it is loosened for the test.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 up to AA, and what axe calls best practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const RUN = `axe.run(document, ${JSON.stringify({ runOnly: { type: "tag", values: TAGS } })}).then(
  ({ violations, passes }) => ({
    passes: passes.length,
    violations: violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 160) + " " + failureSummary)),
  }))`;

export interface Accessibility {
  /** Rules that had something to look at, and found nothing. */
  passes: number;
  violations: string[];
}

/** Runs axe on the page as it is now. */
export async function accessibilityOf(page: Page): Promise<Accessibility> {
  await page.evaluate(axe.source);
  return page.evaluate<Accessibility>(RUN);
}
