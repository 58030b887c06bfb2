import { RegctlError } from '../../../core/errors.ts';
import { checkZone } from '../../../core/master-file/check.ts';
import type { DomainName } from '../../../core/names.ts';
import { applyChanges } from '../../../core/plan/diff.ts';
import type { Change } from '../../../core/plan/plan.ts';
import type { RRset } from '../../../core/rrset.ts';
import {
  decodeMessage,
  encodeMessage,
  RCODES,
  rcodeName,
  type Message,
  type MessageRecord,
} from '../../../core/wire/message.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import { exchange } from './connection.ts';
import { fromTransfer, toUpdate } from './convert.ts';
import { MAX_TRANSFER_OCTETS, MAX_TRANSFER_RECORDS, MAX_UPDATE_OCTETS } from './limits.ts';
import type { Rfc2136Settings } from './schema.ts';
import { readKey } from './schema.ts';
import { signMessage, TsigVerifier, type TsigKey } from './tsig.ts';

const KEY_TYPES: readonly string[] = ['DNSKEY', 'CDS', 'CDNSKEY'];

/** Speaks to one primary server over TCP, every message signed. */
export class UpdateClient {
  readonly #context: ProviderContext;
  readonly #settings: Rfc2136Settings;

  constructor(context: ProviderContext, settings: Rfc2136Settings) {
    this.#context = context;
    this.#settings = settings;
  }

  /** Transfers a zone (RFC 5936). @throws RegctlError `ZONE_NOT_FOUND`, `CREDENTIAL_REJECTED`, `NETWORK` */
  async transfer(zone: DomainName, signal?: AbortSignal): Promise<RRset[]> {
    const records: MessageRecord[] = [];
    let soas = 0;
    let octets = 0;
    await this.#ask(
      encodeMessage({ id: randomId(), questions: [{ name: zone, type: 'AXFR' }] }),
      signal,
      (answer, length) => {
        octets += length;
        if (answer.rcode !== 0) throw this.#refusal(zone, answer.rcode, 'transfer');
        if (octets > MAX_TRANSFER_OCTETS || records.length > MAX_TRANSFER_RECORDS)
          throw this.#garbage(`the transfer of ${zone} does not end`);
        for (const record of answer.answers) {
          if (record.type === 'SOA' && record.name === zone) soas += 1;
          if (records.length === 0 && soas !== 1)
            throw this.#garbage('a transfer must begin with the SOA record');
          if (soas < 2) records.push(record);
        }
        return soas >= 2 ? 'last' : 'more';
      },
    );
    return fromTransfer(zone, records);
  }

  /**
   * Sends one update.
   *
   * @param present - the zone as it was read
   * @throws RegctlError `CONFLICT` when something else is there than was expected, `CREDENTIAL_REJECTED`, `INVALID_ZONE`, `INVALID_RDATA`
   */
  async update(zone: DomainName, changes: readonly Change[], present: readonly RRset[]): Promise<void> {
    const message = toUpdate(zone, changes, present, randomId());
    if (message.length > MAX_UPDATE_OCTETS) {
      throw new RegctlError('CAPABILITY_MISSING', `the changes to ${zone} do not fit into one update`, {
        reason: `they take ${message.length} octets and ${MAX_UPDATE_OCTETS} fit`,
        hint: 'make fewer changes at a time, or load the zone file on the server',
        provider: 'rfc2136',
      });
    }
    const rcode = await this.#sendUpdate(message);
    if (rcode === 0) return;
    throw (
      this.#keyRefusal(zone, rcode, changes) ??
      (rcodeName(rcode) === 'REFUSED'
        ? await this.#updateRefusal(zone, changes, present)
        : this.#refusal(zone, rcode, 'update'))
    );
  }

  async #sendUpdate(message: Uint8Array): Promise<number> {
    let rcode = 0;
    await this.#ask(message, undefined, (answer) => {
      rcode = answer.rcode;
      return 'last';
    });
    return rcode;
  }

  /**
   * Finds out why an update was REFUSED, which servers answer to a key that may not write as well as to a zone that they would not load. The same update is
   * sent again with a prerequisite that never holds: nothing can change, and BIND and Knot look at the permission first (9.18 and 3.2, seen 2026-11-21).
   */
  async #updateRefusal(
    zone: DomainName,
    changes: readonly Change[],
    present: readonly RRset[],
  ): Promise<RegctlError> {
    const answer = await this.#sendUpdate(toUpdate(zone, changes, present, randomId(), 'never')).then(
      rcodeName,
      (error: unknown) => {
        if (error instanceof RegctlError) return undefined;
        throw error;
      },
    );
    if (answer === 'REFUSED') return this.#refusal(zone, RCODES.REFUSED, 'update');
    const { label } = this.#settings.server;
    const fault = newFault(zone, changes, present);
    return new RegctlError('INVALID_ZONE', `${label} refused the changes to ${zone}`, {
      reason:
        fault ??
        `${answer === undefined ? 'this key may not make them, or' : 'the key may make them:'} the server does not take the zone that would come out`,
      hint:
        fault === undefined
          ? 'look at the log of the server: it has the reason'
          : 'add what is missing in the same step',
      provider: 'rfc2136',
      details: { server: label, rcode: 'REFUSED' },
    });
  }

  async #ask(
    query: Uint8Array,
    signal: AbortSignal | undefined,
    onAnswer: (answer: Message, length: number) => 'more' | 'last',
  ): Promise<void> {
    const { server } = this.#settings;
    const key: TsigKey = readKey(await this.#context.credentials(), this.#settings, this.#context.account);
    const signed = signMessage(query, key, this.#context.clock.now());
    const verifier = new TsigVerifier(key, signed.mac);
    const id = ((query[0] as number) << 8) | (query[1] as number);
    await exchange(server, signed.message, {
      timeoutMs: this.#context.timeoutMs,
      ...(signal === undefined ? {} : { signal }),
      onMessage: (octets) => {
        const answer = this.#decode(octets);
        if (!answer.response || answer.id !== id)
          throw this.#garbage('it sent what is no answer to the request');
        verifier.accept(octets, server.label, this.#context.clock.now());
        const state = onAnswer(answer, octets.length);
        if (state === 'last') verifier.finish(server.label);
        return state;
      },
    });
  }

  #decode(octets: Uint8Array): Message {
    try {
      return decodeMessage(octets);
    } catch (error) {
      if (error instanceof RegctlError) throw this.#garbage(error.reason ?? error.message, error);
      throw error;
    }
  }

  #refusal(zone: DomainName, rcode: number, what: 'transfer' | 'update'): RegctlError {
    const name = rcodeName(rcode);
    const { label } = this.#settings.server;
    const init = { provider: 'rfc2136', details: { server: label, rcode: name } };
    switch (name) {
      case 'NXRRSET':
      case 'YXRRSET':
      case 'NXDOMAIN':
      case 'YXDOMAIN':
        return new RegctlError('CONFLICT', `zone ${zone} changed since it was read`, {
          ...init,
          reason: `${label} found something else than was expected (${name})`,
          hint: 'run the command again: it then starts from the present state',
        });
      case 'NOTAUTH':
      case 'NOTZONE':
        return new RegctlError('ZONE_NOT_FOUND', `${label} does not serve zone ${zone}`, {
          ...init,
          reason: `it answered ${name}`,
          hint: 'name the primary server, and the zone itself',
        });
      case 'REFUSED':
        return new RegctlError('CREDENTIAL_REJECTED', `${label} refused the ${what} of ${zone}`, {
          ...init,
          reason: `it does not allow ${what === 'transfer' ? 'transfers' : 'these updates'} to this key`,
          hint: `allow ${what} to the TSIG key in its configuration`,
        });
      case 'FORMERR':
        return new RegctlError('INVALID_RDATA', `${label} does not understand the ${what} of ${zone}`, {
          ...init,
          reason: 'it answered FORMERR',
          hint: 'a record type may be unknown to it',
        });
      default:
        return new RegctlError('PROVIDER_UNAVAILABLE', `${label} failed on the ${what} of ${zone}`, {
          ...init,
          reason: `it answered ${name}`,
          hint: 'look at the log of the server',
        });
    }
  }

  /** BIND answers REFUSED to CDS without its DNSKEY and SERVFAIL to a DNSKEY that it cannot sign with (9.18, seen 2026-11-21): both speak of the records. */
  #keyRefusal(zone: DomainName, rcode: number, changes: readonly Change[]): RegctlError | undefined {
    const keys = changes.find((change) => KEY_TYPES.includes(change.type) && change.after !== null);
    const name = rcodeName(rcode);
    if (keys === undefined || (name !== 'REFUSED' && name !== 'SERVFAIL')) return undefined;
    const { label } = this.#settings.server;
    return new RegctlError('INVALID_RDATA', `${label} refused ${keys.type} in ${zone}`, {
      reason: `it answered ${name}: a server takes keys, and records about them, only as it signs with them itself`,
      hint: 'let the server make its keys, or check that the key may update the zone with a plain record',
      provider: 'rfc2136',
      details: { server: label, rcode: name },
    });
  }

  #garbage(reason: string, cause?: unknown): RegctlError {
    const { label } = this.#settings.server;
    return new RegctlError('NETWORK', `${label} sent what cannot be understood`, {
      reason,
      hint: 'check that the endpoint is a DNS server',
      provider: 'rfc2136',
      details: { server: label, outcome: 'unknown' },
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** What the changes would make wrong with the zone, as far as that can be known here. */
function newFault(
  zone: DomainName,
  changes: readonly Change[],
  present: readonly RRset[],
): string | undefined {
  const before = new Set(checkZone(zone, present).map((finding) => finding.message));
  return checkZone(zone, applyChanges(present, changes))
    .map((finding) => finding.message)
    .find((message) => !before.has(message));
}

function randomId(): number {
  return crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
}
