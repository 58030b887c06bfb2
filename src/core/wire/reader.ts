import { RegctlError } from '../errors.ts';
import { formatLabel, MAX_NAME_OCTETS, type DomainName } from '../names.ts';

/**
 * Reads octets in network order from a DNS message, never beyond its end.
 * Every method throws RegctlError `MALFORMED_MESSAGE` where the octets run out.
 */
export class WireReader {
  readonly message: Uint8Array;
  readonly end: number;
  offset: number;

  /** @param end - the first octet that may not be read; name compression may still point before `offset` */
  constructor(message: Uint8Array, offset = 0, end: number = message.length) {
    if (offset > end || end > message.length) throw malformed(`octets ${offset} to ${end} are not in it`);
    this.message = message;
    this.offset = offset;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  u8(): number {
    return this.message[this.#advance(1)] as number;
  }

  u16(): number {
    const at = this.#advance(2);
    return ((this.message[at] as number) << 8) | (this.message[at + 1] as number);
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16();
  }

  u48(): number {
    return this.u16() * 0x1_0000_0000 + this.u32();
  }

  /** Gives a view of the next `count` octets, not a copy. */
  bytes(count: number): Uint8Array {
    const at = this.#advance(count);
    return this.message.subarray(at, at + count);
  }

  /** Gives a view of all octets that are left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /**
   * Reads a domain name, compressed or not (RFC 1035 §4.1.4), in lower case.
   *
   * Each pointer must lead to before the place where the labels it continues began, so that a name ends after a bounded number of steps.
   */
  name(): DomainName {
    const { message } = this;
    let at = this.offset;
    let segmentStart = at;
    let limit = this.end;
    let jumped = false;
    let octets = 1;
    let name = '';
    for (;;) {
      if (at >= limit) throw malformed('a name runs past the end');
      const length = message[at] as number;
      at += 1;
      if (length === 0) break;
      if (length >= 0xc0) {
        if (at >= limit) throw malformed('a name runs past the end');
        const target = ((length & 0x3f) << 8) | (message[at] as number);
        if (!jumped) this.offset = at + 1;
        if (target >= segmentStart) throw malformed('a compression pointer does not point backwards');
        jumped = true;
        at = segmentStart = target;
        limit = message.length;
        continue;
      }
      if (length > 63) throw malformed('a label has an unknown kind');
      octets += length + 1;
      if (octets > MAX_NAME_OCTETS) throw malformed(`a name has more than ${MAX_NAME_OCTETS} octets`);
      if (at + length > limit) throw malformed('a name runs past the end');
      const label = formatLabel(message.subarray(at, at + length));
      name = name === '' ? label : `${name}.${label}`;
      at += length;
    }
    if (!jumped) this.offset = at;
    return name;
  }

  #advance(count: number): number {
    const at = this.offset;
    if (count > this.end - at) throw malformed(`${count} octets are expected and ${this.end - at} are left`);
    this.offset = at + count;
    return at;
  }
}

/** The error for octets that are no DNS message, or not the part of one they should be. */
export function malformed(reason: string, cause?: unknown): RegctlError {
  return new RegctlError('MALFORMED_MESSAGE', 'the DNS message cannot be read', {
    reason,
    ...(cause === undefined ? {} : { cause }),
  });
}
