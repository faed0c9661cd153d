// The way to have files written again, where an operator looks at somebody's. They are written per reseller, for it and
// all its merchants.
import { given } from "./asked";
import { PATH, type Whose } from "./whose";

export function RerunLink({ whose }: { whose: Whose }) {
  const { environment = "", organisation = "" } = whose.named;
  const query = given({ environment, resellerKey: whose.party === "RESELLER" ? organisation : "" });
  return (
    <section class="card fields" aria-labelledby="again">
      <h2 id="again">Is something wrong with a file?</h2>
      <p>The files of a day, and of all days after it, can be written again from the log.</p>
      <p>
        <a class="button" href={`${PATH}/run?${query}`}>
          Write a day again
        </a>
      </p>
    </section>
  );
}
