import { expect, it } from "vitest";
import certification from "../docs/certification.md?raw";
import notifications from "../docs/notifications.md?raw";
import reliability from "../docs/reliability.md?raw";
import states from "../docs/states.md?raw";
import { certificationPage } from "../scripts/certificationPage";
import { notificationsPage } from "../scripts/notifications";
import { reliabilityPage } from "../scripts/reliability";
import { statesPage } from "../scripts/states";

const [example = ""] = Object.values(
  import.meta.glob<string>("../scripts/examples/verify.ts", {
    eager: true,
    import: "default",
    query: "?raw",
  }),
);

it("docs/states.md is what the code says (if not: npm run docs)", () => {
  expect(states).toBe(statesPage());
});

it("docs/notifications.md is what the code says, with the code that the tests verify with", () => {
  expect(notifications).toBe(notificationsPage(example));
});

it("docs/certification.md is what the code plays (if not: npm run docs)", () => {
  expect(certification).toBe(certificationPage());
});

it("docs/reliability.md is what the code says (if not: npm run docs)", () => {
  expect(reliability).toBe(reliabilityPage());
});
