// A text in a header of a request. The platform reads headers as UTF-8. `fetch` sends one byte per character, as its
// standard has it, except in a Worker, where it sends UTF-8 by itself.

/** No customer has a control character in its identifier; a space around a value is lost on the way. */
// oxlint-disable-next-line no-control-regex
const UNSAYABLE = /^ | $|[\u0000-\u001f\u007f-\u009f]/;
const ASCII = /^[\x20-\x7e]*$/;

/** What to set so that the text arrives. Throws for one that would arrive as another. */
export function headerText(name: string, text: string): string {
  if (UNSAYABLE.test(text) || !text.isWellFormed())
    throw new TypeError(
      `${name} has a space around it, or a character that is none: it cannot be asked for in a header.`,
    );
  return ASCII.test(text) || takesEveryCharacter()
    ? text
    : String.fromCharCode(...new TextEncoder().encode(text));
}

/** Whether this runtime sends UTF-8 by itself: the others refuse what is no byte. */
function takesEveryCharacter(): boolean {
  try {
    return new Headers({ "X-Any": "€" }).has("X-Any");
  } catch {
    return false;
  }
}
