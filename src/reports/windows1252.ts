// Text in Windows-1252, as the reference system sends its files. The platform decodes it and cannot encode it. What the
// code page does not have becomes a question mark, one for each character that a reader would count.

/** What stands at 0x80 to 0x9F; 0 where nothing does. The rest is Latin-1. */
const HIGH = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];
const BYTES = new Map(HIGH.flatMap((code, at) => (code === 0 ? [] : [[code, 0x80 + at] as const])));
const QUESTION_MARK = 0x3f;

/** The bytes of a text. */
export function windows1252(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text), (character) => {
    const code = character.codePointAt(0) ?? QUESTION_MARK;
    if (code < 0x80 || (code > 0x9f && code <= 0xff)) return code;
    return BYTES.get(code) ?? QUESTION_MARK;
  });
}
