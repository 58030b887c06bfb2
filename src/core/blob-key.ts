/** Characters of a whole key; Workers R2 takes 1,024 octets. */
const MAX_KEY = 900;

/**
 * Tells whether a text is a key of a blob: segments with `/` between them, in characters that every file system tells apart and none takes for something
 * else. So letters are small, and no segment begins with a dot.
 */
export function isBlobKey(text: string): boolean {
  return text.length <= MAX_KEY && /^[a-z0-9_%-][a-z0-9._%-]*(\/[a-z0-9_%-][a-z0-9._%-]*)*$/.test(text);
}

/** Writes any text as a segment of a key, and no two texts as the same. */
export function toSegment(text: string): string {
  const plain = /^[a-z0-9_-][a-z0-9._-]*$/;
  if (plain.test(text)) return text;
  const octets = [...new TextEncoder().encode(text)].map((octet, index) => {
    const character = String.fromCharCode(octet);
    const stays = index === 0 ? /[a-z0-9_-]/ : /[a-z0-9._-]/;
    return stays.test(character) ? character : `%${octet.toString(16).padStart(2, '0')}`;
  });
  return octets.join('') || '%';
}

/** Reads a segment that `toSegment` wrote; undefined for any other, since people put files beside. */
export function fromSegment(segment: string): string | undefined {
  if (segment === '%') return '';
  try {
    const text = decodeURIComponent(segment);
    return toSegment(text) === segment ? text : undefined;
  } catch {
    return undefined;
  }
}
