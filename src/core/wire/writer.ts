import { labelOctets, type DomainName } from '../names.ts';

/** Letters, digits, hyphen, underscore, asterisk and dots alone: such a name needs no unescaping. */
const SIMPLE = /^[a-z0-9_*.-]*$/;

/** Collects octets in network order; grows as needed. {@link WireWriter.finish} gives them. */
export class WireWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Octets written so far, which is the offset of the next one. */
  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#reserve(2);
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  }

  /** For TSIG's time: numbers beyond 32 bits do not take part in JavaScript's shifts. */
  u48(value: number): void {
    this.u16(Math.floor(value / 0x1_0000_0000));
    this.u32(value % 0x1_0000_0000);
  }

  bytes(octets: Uint8Array): void {
    this.#reserve(octets.length);
    this.#bytes.set(octets, this.#length);
    this.#length += octets.length;
  }

  /** Writes a name without compression. */
  name(name: DomainName): void {
    if (name !== '' && SIMPLE.test(name)) this.#simpleName(name);
    else {
      for (const label of labelOctets(name)) this.label(label);
      this.u8(0);
    }
  }

  /** Writes one label: its length and its octets. */
  label(octets: Uint8Array): void {
    this.u8(octets.length);
    this.bytes(octets);
  }

  /** Sets the 16 bits at `offset`, which were written before as a place to be filled. */
  patchU16(offset: number, value: number): void {
    this.#bytes[offset] = value >>> 8;
    this.#bytes[offset + 1] = value;
  }

  /** Gives a copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #simpleName(name: string): void {
    this.#reserve(name.length + 2);
    const bytes = this.#bytes;
    let lengthAt = this.#length;
    let at = lengthAt + 1;
    for (let i = 0; i < name.length; i++) {
      const code = name.charCodeAt(i);
      if (code === 0x2e) {
        bytes[lengthAt] = at - lengthAt - 1;
        lengthAt = at;
      } else bytes[at] = code;
      at += 1;
    }
    bytes[lengthAt] = at - lengthAt - 1;
    bytes[at] = 0;
    this.#length = at + 1;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
