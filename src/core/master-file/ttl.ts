import { MAX_TTL } from '../rrset.ts';

const SECONDS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a TTL: seconds, or BIND's units added up, such as `1h30m`.
 *
 * @returns seconds, or undefined for what is no TTL or more than 31 bits
 */
export function parseTtl(text: string): number | undefined {
  let seconds = 0;
  let digits = 0;
  let number = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) {
      number = number * 10 + code - 0x30;
      digits += 1;
      continue;
    }
    const unit = SECONDS[(text[i] as string).toLowerCase()];
    if (unit === undefined || digits === 0) return undefined;
    seconds += number * unit;
    number = 0;
    digits = 0;
  }
  // A bare number is seconds; one left over behind a unit is not taken, as `1h30` could mean minutes.
  if (digits > 0) {
    if (digits !== text.length) return undefined;
    seconds = number;
  }
  return text === '' || seconds > MAX_TTL ? undefined : seconds;
}
