// On to the next part of a list, and back to its beginning: cursors go forward only.

/** Links; `more` leads on, `first` back, either may be absent. */
export function Pagination({
  more,
  first,
  label,
}: {
  more: string | null;
  first: string | null;
  label: string;
}) {
  if (more === null && first === null) return null;
  return (
    <nav class="pagination" aria-label={label}>
      {first !== null && <a href={first}>Back to the beginning</a>}
      {more !== null && (
        <a class="button" href={more} rel="next">
          Show more
        </a>
      )}
    </nav>
  );
}
