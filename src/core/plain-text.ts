/** What paints or renames a terminal, ends a line, or turns the direction of writing. */
const NOT_PLAIN = /[\p{Cc}\u2028-\u202e\u2066-\u2069]+/u;

/** Tells whether text shows as what it is, on one line. */
export function isPlain(text: string): boolean {
  return !NOT_PLAIN.test(text);
}

/** Makes one line of text that may come from anywhere, other people of an organization among them: what is not plain becomes blanks. */
export function plainLine(text: string): string {
  return text.split(NOT_PLAIN).join(' ');
}
