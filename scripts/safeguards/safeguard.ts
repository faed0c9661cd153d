// One safeguard: the point at which a test strikes, the test, what goes wrong without it, and the one change of the source
// that takes it out.

export interface Safeguard {
  /** What holds, in a few words. */
  name: string;
  /** Where the test strikes: points of src/shared/hooks.ts, or what stands in for one. */
  failpoint: string;
  file: string;
  test: string;
  without: string;
  /** Takes it out: the text stands exactly once in that file. */
  mutation: { file: string; text: string; instead: string };
}
