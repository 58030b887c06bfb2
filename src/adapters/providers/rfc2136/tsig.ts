import { createHmac, timingSafeEqual } from 'node:crypto';
import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { appendTsig, CLASSES, decodeMessage, rcodeName, type Tsig } from '../../../core/wire/message.ts';
import { WireWriter } from '../../../core/wire/writer.ts';
import { TSIG_FUDGE_SECONDS } from './limits.ts';

export interface TsigKey {
  readonly name: DomainName;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';
  readonly secret: Uint8Array;
}

/** TSIG's own codes (RFC 8945 §3), which share numbers with codes of EDNS. */
const TSIG_ERRORS: { readonly [code: number]: string } = {
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
  22: 'BADTRUNC',
};

/** The name of a TSIG error. */
export function tsigErrorName(code: number): string {
  return TSIG_ERRORS[code] ?? rcodeName(code);
}

/** Signs a message (RFC 8945 §5.1); gives it with its TSIG record, and the MAC that answers are bound to. */
export function signMessage(
  message: Uint8Array,
  key: TsigKey,
  now: Date,
): { readonly message: Uint8Array; readonly mac: Uint8Array } {
  const timeSigned = Math.floor(now.getTime() / 1000);
  const variables = tsigVariables(key, timeSigned, 0, new Uint8Array());
  const mac = hmac(key, [message, variables]);
  const id = ((message[0] as number) << 8) | (message[1] as number);
  const tsig: Tsig = {
    keyName: key.name,
    algorithm: key.algorithm,
    timeSigned,
    fudge: TSIG_FUDGE_SECONDS,
    mac,
    originalId: id,
    error: 0,
    otherData: new Uint8Array(),
  };
  return { message: appendTsig(message, tsig), mac };
}

/**
 * Verifies the answers to one signed request: one message, or the many of a transfer (RFC 8945 §5.3). Unsigned ones between signed ones are taken up into
 * the next signature; `finish` refuses when the last ones were never signed.
 */
export class TsigVerifier {
  readonly #key: TsigKey;
  #priorMac: Uint8Array;
  #unsigned: Uint8Array[] = [];
  #first = true;

  constructor(key: TsigKey, requestMac: Uint8Array) {
    this.#key = key;
    this.#priorMac = requestMac;
  }

  /** Takes one answer. @throws RegctlError `CREDENTIAL_REJECTED`, `NETWORK` for a forged or damaged one */
  accept(octets: Uint8Array, server: string, now: Date): void {
    const { tsig, rcode } = decodeMessage(octets);
    if (tsig === undefined) {
      if (this.#first) throw unsigned(server, rcode);
      if (this.#unsigned.length >= 100) throw forged(server, 'more than 100 messages in a row are unsigned');
      this.#unsigned.push(octets);
      return;
    }
    const { record } = tsig;
    if (record.error !== 0) throw refused(server, record, now);
    const plain = octets.slice(0, tsig.offset);
    new DataView(plain.buffer).setUint16(10, new DataView(plain.buffer).getUint16(10) - 1);
    new DataView(plain.buffer).setUint16(0, record.originalId);
    const variables = this.#first
      ? tsigVariables(this.#key, record.timeSigned, record.error, record.otherData, record.fudge)
      : tsigTimers(record);
    const expected = hmac(this.#key, [withLength(this.#priorMac), ...this.#unsigned, plain, variables]);
    if (record.mac.length !== expected.length || !timingSafeEqual(record.mac, expected))
      throw forged(server, 'its signature does not fit');
    if (Math.abs(now.getTime() / 1000 - record.timeSigned) > record.fudge)
      throw refused(server, { ...record, error: 18 }, now);
    this.#priorMac = record.mac;
    this.#unsigned = [];
    this.#first = false;
  }

  /** @throws RegctlError `NETWORK` when messages came last that nobody signed */
  finish(server: string): void {
    if (this.#unsigned.length > 0) throw forged(server, 'the last messages are unsigned');
  }
}

/** RFC 8945 §4.3.3. */
function tsigVariables(
  key: TsigKey,
  timeSigned: number,
  error: number,
  otherData: Uint8Array,
  fudge: number = TSIG_FUDGE_SECONDS,
): Uint8Array {
  const out = new WireWriter(128);
  out.name(key.name);
  out.u16(CLASSES.ANY);
  out.u32(0);
  out.name(key.algorithm);
  out.u48(timeSigned);
  out.u16(fudge);
  out.u16(error);
  out.u16(otherData.length);
  out.bytes(otherData);
  return out.finish();
}

function tsigTimers(record: Tsig): Uint8Array {
  const out = new WireWriter(8);
  out.u48(record.timeSigned);
  out.u16(record.fudge);
  return out.finish();
}

function withLength(mac: Uint8Array): Uint8Array {
  const out = new WireWriter(mac.length + 2);
  out.u16(mac.length);
  out.bytes(mac);
  return out.finish();
}

function hmac(key: TsigKey, parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac(key.algorithm.slice('hmac-'.length), key.secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function refused(server: string, record: Tsig, now: Date): RegctlError {
  const name = tsigErrorName(record.error);
  const clocks = `its clock says ${new Date(record.timeSigned * 1000).toISOString()}, this one ${now.toISOString()}`;
  const reason = {
    BADSIG: 'the secret is not the one it knows',
    BADKEY: `it knows no key ${record.keyName} with ${record.algorithm}`,
    BADTIME: clocks,
  }[name];
  return new RegctlError(
    'CREDENTIAL_REJECTED',
    `${server} refused the TSIG key ${record.keyName} (${name})`,
    {
      reason: reason ?? 'it gives no reason',
      hint:
        name === 'BADTIME' ? 'set the clocks' : 'compare name, algorithm and secret of the key on both sides',
      provider: 'rfc2136',
      details: { server, tsigError: name },
    },
  );
}

function unsigned(server: string, rcode: number): RegctlError {
  const name = rcodeName(rcode);
  // A key that the server does not know gives NOTAUTH with a TSIG record (RFC 8945 §5.2.1); without one it is the zone that it does not serve.
  if (name === 'NOTAUTH') {
    return new RegctlError('ZONE_NOT_FOUND', `${server} does not serve the zone`, {
      reason: 'it answered NOTAUTH',
      hint: 'name the primary server, and the zone itself',
      provider: 'rfc2136',
      details: { server, rcode: name },
    });
  }
  if (name === 'REFUSED') {
    return new RegctlError('CREDENTIAL_REJECTED', `${server} refused the request (${name})`, {
      reason: 'it does not take the TSIG key for this',
      hint: 'allow update and transfer to the key in its configuration',
      provider: 'rfc2136',
      details: { server, rcode: name },
    });
  }
  return forged(server, `its answer (${name}) is unsigned`);
}

function forged(server: string, reason: string): RegctlError {
  return new RegctlError('NETWORK', `the answer of ${server} cannot be trusted`, {
    reason,
    hint: 'check that nothing between changes DNS messages, and the secret of the key',
    provider: 'rfc2136',
    details: { server },
  });
}
