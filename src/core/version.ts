/** A version by the rules of Semantic Versioning 2.0.0; what follows `+` says nothing of the order. */
interface Version {
  readonly numbers: readonly [number, number, number];
  /** Parts of a version before the release, `rc` and `1` of `1.0.0-rc.1`; empty for a release. */
  readonly before: readonly string[];
}

const FORM = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Reads a version; undefined where it is none. */
function parseVersion(text: string): Version | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  return {
    numbers: [Number(found[1]), Number(found[2]), Number(found[3])],
    before: found[4]?.split('.') ?? [],
  };
}

/** Tells whether a text is a version. */
export function isVersion(text: string): boolean {
  return parseVersion(text) !== undefined;
}

/** Tells whether the first version comes after the second; false where one of them is no version. */
export function isNewer(first: string, second: string): boolean {
  const [a, b] = [parseVersion(first), parseVersion(second)];
  return a !== undefined && b !== undefined && compare(a, b) > 0;
}

function compare(a: Version, b: Version): number {
  for (const [i, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  // Semantic Versioning §11: 1.0.0-rc.1 comes before 1.0.0.
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length;
  for (let i = 0; i < Math.max(a.before.length, b.before.length); i++) {
    const difference = compareParts(a.before[i], b.before[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers by value and before words, words by their letters; fewer parts come first. */
function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x && y) return Number(a) - Number(b);
  if (x !== y) return x ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
