// A system without a sale yet, or a filter that nothing passes: what to do next.
import type { Party } from "../../api/authenticate";
import { Empty } from "../components/Empty";

const FIRST_SALE: Record<Party, string> = {
  RESELLER: "Create an entitlement with POST /v1/entitlement. It is counted here a moment later.",
  MERCHANT: "As soon as a reseller sells one of your products, it is counted here.",
  OPERATOR: "As soon as a reseller sells something, it is counted here.",
};

export const Newcomer = ({ party, filtered }: { party: Party; filtered: boolean }) => (
  <section class="card">
    {filtered ? (
      <Empty title="Nothing matches in these days">
        <p>
          Choose a longer time, or <a href="/console/overview">show everything</a>.
        </p>
      </Empty>
    ) : (
      <Empty title="Nothing has been sold yet">
        <p>{FIRST_SALE[party]}</p>
      </Empty>
    )}
  </section>
);
