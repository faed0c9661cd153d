// What the API refused, in its own words: the sentence (which names the first field), all fields where there are more, and what the merchant said, where it said something.
import type { Refused } from "../ask";
import { Notice } from "./Notice";

interface Props {
  refused: Refused;
  /** Where nothing was to be done. */
  title?: string;
}

export const RefusalNotice = ({ refused, title = "That was not done" }: Props) => (
  <Notice tone="problem" title={title}>
    <p>{refused.message}</p>
    {refused.issues.length > 1 && (
      <ul>
        {refused.issues.map(({ path, message }) => (
          <li key={path}>
            <code>{path || "body"}</code>: {message}
          </li>
        ))}
      </ul>
    )}
    {refused.merchant?.message && <p>The merchant says: {refused.merchant.message}</p>}
    <p class="quiet">{refused.reason}</p>
  </Notice>
);
