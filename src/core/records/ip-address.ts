/** Tells whether text is an IPv4 address of four decimal numbers without leading zeros; such text is canonical. */
export function isIpv4(text: string): boolean {
  let dots = 0;
  let value = -1;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (value === 0) return false;
      value = value < 0 ? digit : value * 10 + digit;
      if (value > 255) return false;
    } else if (digit === -2 && value >= 0) {
      dots += 1;
      value = -1;
    } else return false;
  }
  return dots === 3 && value >= 0;
}

/** Gives the four octets of a canonical IPv4 address. */
export function ipv4Octets(text: string): Uint8Array {
  return Uint8Array.from(text.split('.'), Number);
}

/** Writes four octets as an IPv4 address. */
export function formatIpv4(octets: ArrayLike<number>): string {
  return `${octets[0]}.${octets[1]}.${octets[2]}.${octets[3]}`;
}

/**
 * Reads an IPv6 address (RFC 4291 §2.2, all three forms) as eight numbers of 16 bits; undefined when it is none.
 * A zone index (`%eth0`) is refused.
 */
export function parseIpv6(text: string): number[] | undefined {
  const groups: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    if (groups.length === 8) return undefined;
    const start = at;
    let value = 0;
    let digit: number;
    while (at < text.length && (digit = hexDigit(text.charCodeAt(at))) >= 0) {
      value = value * 16 + digit;
      at += 1;
    }
    if (text.charCodeAt(at) === 0x2e) return withIpv4Tail(groups, gap, text.slice(start));
    if (at === start || at - start > 4) return undefined;
    groups.push(value);
    if (at === text.length) break;
    if (text.charCodeAt(at) !== 0x3a) return undefined;
    at += 1;
    if (text.charCodeAt(at) === 0x3a) {
      if (gap >= 0) return undefined;
      gap = groups.length;
      at += 1;
    } else if (at === text.length) return undefined;
  }
  return fillGap(groups, gap);
}

/** Writes eight numbers of 16 bits in the form of RFC 5952: lower case, the longest run of zeros as `::`. */
export function formatIpv6(groups: readonly number[]): string {
  if (isIpv4Mapped(groups)) {
    const [high, low] = [groups[6] as number, groups[7] as number];
    return `::ffff:${formatIpv4([high >>> 8, high & 0xff, low >>> 8, low & 0xff])}`;
  }
  let runStart = -1;
  let runLength = 1; // RFC 5952 §4.2.2: one group of zeros is not shortened
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - i > runLength) {
      runStart = i;
      runLength = end - i;
    }
    if (end > i) i = end;
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === runStart) {
      text += '::';
      i += runLength - 1;
    } else {
      if (text !== '' && !text.endsWith(':')) text += ':';
      text += (groups[i] as number).toString(16);
    }
  }
  return text;
}

/** Gives the sixteen octets of eight groups. */
export function ipv6Octets(groups: readonly number[]): Uint8Array {
  const octets = new Uint8Array(16);
  for (let i = 0; i < 8; i++) {
    octets[2 * i] = (groups[i] as number) >>> 8;
    octets[2 * i + 1] = groups[i] as number;
  }
  return octets;
}

/** Gives the eight groups of sixteen octets. */
export function ipv6Groups(octets: Uint8Array): number[] {
  return Array.from(
    { length: 8 },
    (_, i) => ((octets[2 * i] as number) << 8) | (octets[2 * i + 1] as number),
  );
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function withIpv4Tail(groups: number[], gap: number, tail: string): number[] | undefined {
  if (!isIpv4(tail) || groups.length > 6) return undefined;
  const [a, b, c, d] = ipv4Octets(tail) as unknown as [number, number, number, number];
  groups.push(a * 256 + b, c * 256 + d);
  return fillGap(groups, gap);
}

function fillGap(groups: number[], gap: number): number[] | undefined {
  if (gap < 0) return groups.length === 8 ? groups : undefined;
  // RFC 4291 §2.2: "::" stands for one or more groups.
  if (groups.length > 7) return undefined;
  const zeros = Array.from({ length: 8 - groups.length }, () => 0);
  return [...groups.slice(0, gap), ...zeros, ...groups.slice(gap)];
}

function isIpv4Mapped(groups: readonly number[]): boolean {
  return (
    groups[5] === 0xffff &&
    groups[0] === 0 &&
    groups[1] === 0 &&
    groups[2] === 0 &&
    groups[3] === 0 &&
    groups[4] === 0
  );
}
