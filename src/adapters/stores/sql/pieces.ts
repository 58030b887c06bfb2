/** Characters of one piece of a long text: at most 4 octets each, which stays below D1's 1 MB for a value. */
const PIECE_CHARS = 240_000;

/** Cuts a text into pieces that fit into one column value, surrogate pairs kept whole. */
export function toPieces(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + PIECE_CHARS, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces.length === 0 ? [''] : pieces;
}
