// Whose reports a form goes on about, where an operator has said it before.
import type { Whose } from "./whose";

export const Named = ({ whose: { named } }: { whose: Whose }) => (
  <>
    {Object.entries(named).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
  </>
);
