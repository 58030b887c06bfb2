/**
 * Compares texts as octoDNS orders keys, which it refuses to read in any other order: numbers inside them by their value, all else by its characters.
 *
 * @see https://github.com/octodns/octodns/blob/main/octodns/yaml.py - read 2026-11-21
 */
export function compareNaturally(a: string, b: string): number {
  // Texts stand at even places and numbers at odd ones, whatever comes first.
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] as string, right[i] as string];
    if (x === y) continue;
    const order = i % 2 === 0 ? (x < y ? -1 : 1) : compareNumbers(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Compares digits of any length. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
