// Where the test clock of a sandbox entitlement stands, if anybody moved it.
import { Time } from "../components/Time";

export interface ClockShown {
  time: string;
  aheadSeconds: number;
  status: "READY" | "ADVANCING";
  advancingTo: string | null;
}

export function Clock({ clock }: { clock: ClockShown }) {
  const { time, aheadSeconds, status, advancingTo } = clock;
  if (aheadSeconds === 0 && status === "READY") return null;
  return (
    <p class="waits">
      Its clock was moved: there it is <Time date={time} />.
      {status === "ADVANCING" && (
        <>
          {" "}
          It is on its way to <Time date={advancingTo} />.
        </>
      )}
    </p>
  );
}
