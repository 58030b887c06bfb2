/** Lines that one `$GENERATE` may make: as many as a reverse zone of 16 bits has names. */
export const MAX_GENERATED = 65_536;

/** BIND counts in 32 bits with a sign. */
const MAX_NUMBER = 2_147_483_647;

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
  if (range.stop < range.start || range.stop > MAX_NUMBER || range.step < 1) return undefined;
  return (range.stop - range.start) / range.step < MAX_GENERATED ? range : undefined;
}

/**
 * Puts a number into one side of a `$GENERATE`: `$` is the number, `$$` and `\$` a dollar sign, `${offset,width,base}` the number moved, padded with zeros and
 * written in base `d`, `o`, `x`, `X`, or `n` and `N` for reversed hexadecimal nibbles with dots (BIND 9 Administrator Reference Manual, "$GENERATE").
 *
 * @returns undefined for a brace that cannot be read, or a number below 0 or above 31 bits
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
  const match = /^([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(spec);
  if (match === null) return undefined;
  const moved = value + Number(match[1]);
  const width = Number(match[2] ?? 0);
  const base = match[3] ?? 'd';
  if (moved < 0 || moved > MAX_NUMBER) return undefined;
  switch (base) {
    case 'o':
      return moved.toString(8).padStart(width, '0');
    case 'x':
      return moved.toString(16).padStart(width, '0');
    case 'X':
      return moved.toString(16).toUpperCase().padStart(width, '0');
    case 'n':
      return formatNibbles(moved, width);
    case 'N':
      return formatNibbles(moved, width).toUpperCase();
    default:
      return String(moved).padStart(width, '0');
  }
}

/**
 * Writes the nibbles of a number, the lowest first, a dot between them. The width counts the dots, so an even one ends in a dot, as BIND does it: that
 * dot makes the name absolute.
 */
function formatNibbles(value: number, width: number): string {
  let out = '';
  let rest = value;
  do {
    out += (rest % 16).toString(16);
    rest = Math.floor(rest / 16);
    if (out.length < width || rest > 0) out += '.';
  } while (out.length < width || rest > 0);
  return out;
}
