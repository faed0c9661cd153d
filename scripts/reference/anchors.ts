/** The ids of headings: those that GitHub gives them, so that a link into a page holds in the repository and here. */

/** Gives each heading of one page its id; the second of the same text gets `-1`, as there. */
export function anchors(): (heading: string) => string {
  const given = new Map<string, number>();
  return (heading) => {
    const id = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
      .replaceAll(" ", "-");
    const before = given.get(id);
    given.set(id, (before ?? -1) + 1);
    return before === undefined ? id : `${id}-${before + 1}`;
  };
}
