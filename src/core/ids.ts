/** Crockford's base 32: no I, L, O, U, so that ids survive being read aloud; sorts like the numbers it stands for. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Makes an id such as `op_0mf8k3q2v7h4c2t9`: nine digits of time in milliseconds, then seven of chance.
 * Ids of one prefix sort by time; two made in the same millisecond differ but with a chance of 1 in 34 thousand million.
 *
 * @param random - at least 7 unpredictable octets
 */
export function makeId(prefix: string, now: Date, random: Uint8Array): string {
  let time = now.getTime();
  let digits = '';
  for (let i = 0; i < 9; i++) {
    digits = (ALPHABET[time % 32] as string) + digits;
    time = Math.floor(time / 32);
  }
  for (let i = 0; i < 7; i++) digits += ALPHABET[(random[i] as number) % 32] as string;
  return `${prefix}_${digits}`;
}
