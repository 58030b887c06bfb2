/** Lines that one `$GENERATE` may make. */
export const MAX_GENERATED = 65_536;

/** The range of a `$GENERATE`: first, last and step. */
export interface GenerateRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Reads `1-10` or `1-10/2`; undefined for what is no range or makes more than `MAX_GENERATED` lines. */
export function parseRange(text: string): GenerateRange | undefined {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text);
  if (match === null) return undefined;
  const range = { start: Number(match[1]), stop: Number(match[2]), step: Number(match[3] ?? 1) };
  if (range.stop < range.start || range.step < 1) return undefined;
  return (range.stop - range.start) / range.step < MAX_GENERATED ? range : undefined;
}

/**
 * Puts a number into one side of a `$GENERATE`: `$` is the number, `$$` and `\$` a dollar sign, `${offset,width,base}` the number moved, padded with zeros and
 * written in base `d`, `o`, `x`, `X`, or `n` and `N` for reversed hexadecimal nibbles with dots (BIND 9 Administrator Reference Manual, "$GENERATE").
 *
 * @returns undefined for a brace that cannot be read
 */
export function fillTemplate(template: string, value: number): string | undefined {
  let out = '';
  for (let i = 0; i < template.length; i++) {
    const char = template[i] as string;
    const next = template[i + 1];
    if (char === '\\' && next !== undefined) {
      out += next === '$' ? '$' : char + next;
      i += 1;
    } else if (char !== '$') out += char;
    else if (next === '$') {
      out += '$';
      i += 1;
    } else if (next === '{') {
      const end = template.indexOf('}', i);
      const number = end < 0 ? undefined : formatNumber(template.slice(i + 2, end), value);
      if (number === undefined) return undefined;
      out += number;
      i = end;
    } else out += String(value);
  }
  return out;
}

function formatNumber(spec: string, value: number): string | undefined {
  const match = /^(-?\d{1,9})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(spec);
  if (match === null) return undefined;
  const moved = value + Number(match[1]);
  const width = Number(match[2] ?? 0);
  const base = match[3] ?? 'd';
  if (moved < 0) return undefined;
  switch (base) {
    case 'o':
      return moved.toString(8).padStart(width, '0');
    case 'x':
      return moved.toString(16).padStart(width, '0');
    case 'X':
      return moved.toString(16).toUpperCase().padStart(width, '0');
    case 'n':
    case 'N': {
      // Width counts the dots too, so half of it is nibbles.
      const hex = moved.toString(16).padStart(Math.ceil(width / 2), '0');
      const nibbles = Array.from(hex).toReversed().join('.');
      return base === 'N' ? nibbles.toUpperCase() : nibbles;
    }
    default:
      return String(moved).padStart(width, '0');
  }
}
