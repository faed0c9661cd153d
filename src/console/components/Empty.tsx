// Where a list would stand and there is nothing to list: what that means, and what to do next.
import type { ComponentChildren } from "preact";

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <p class="title">{title}</p>
    {children}
  </div>
);
