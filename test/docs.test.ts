import { expect, it } from "vitest";
import page from "../docs/states.md?raw";
import { statesPage } from "../scripts/states";

it("docs/states.md is what the code says (if not: npm run docs)", () => {
  expect(page).toBe(statesPage());
});
