/** DER of one value: tag, length in the fewest octets, content (X.690 §8.1, §10.1). */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = content.reduce((sum, one) => sum + one.length, 0);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + digits.length, ...digits];
  const whole = new Uint8Array(head.length + length);
  whole.set(head);
  let at = head.length;
  for (const one of content) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

/** DER of an INTEGER that is not negative, from its octets: in as few as there can be, and one of zero before a first bit that is set (X.690 §8.3). */
export function derUnsigned(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = octets.findIndex((octet) => octet !== 0);
  const significant = start < 0 ? Uint8Array.of(0) : octets.subarray(start);
  const isSigned = (significant[0] ?? 0) >= 0x80;
  return isSigned ? der(0x02, Uint8Array.of(0), significant) : der(0x02, significant);
}
