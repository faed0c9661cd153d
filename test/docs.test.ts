import { expect, it } from "vitest";
import reliability from "../docs/reliability.md?raw";
import states from "../docs/states.md?raw";
import { reliabilityPage } from "../scripts/reliability";
import { statesPage } from "../scripts/states";

it.each([
  ["states.md", states, statesPage],
  ["reliability.md", reliability, reliabilityPage],
])("docs/%s is what the code says (if not: npm run docs)", (_, page, written) => {
  expect(page).toBe(written());
});
