import type { Json } from '../errors.ts';
import type { DomainName } from '../names.ts';
import type { WireReader } from '../wire/reader.ts';
import { WireWriter } from '../wire/writer.ts';
import { malformedRdata, readRdata } from './define-type.ts';
import { domainName, u16 } from './fields.ts';
import { isGeneric, parseGeneric } from './generic.ts';
import { invalidRdata, missingField } from './invalid-rdata.ts';
import type { Rdata, RdataToken, RRType } from './rr-type.ts';
import {
  escapeSvcValue,
  svcKeyName,
  svcKeyNumber,
  svcParam,
  unescapeSvcValue,
  type SvcParam,
} from './svc-params.ts';

/** Parameters by key number, values in wire form. */
type SvcParams = ReadonlyMap<number, Uint8Array>;

const MANDATORY = 0;
const ALPN = 1;
const NO_DEFAULT_ALPN = 2;

const priorityField = u16('priority');
const targetField = domainName('target');

/** How to reach a service: alias (priority 0), or endpoint with parameters. */
export const SVCB: RRType = serviceBinding('SVCB', 64);

/** The same for HTTPS origins. */
export const HTTPS: RRType = serviceBinding('HTTPS', 65);

function serviceBinding(type: string, code: number): RRType {
  const rrType: RRType = {
    type,
    code,
    rfc: 'RFC 9460 §2',
    example: '1 . alpn=h2,h3 ipv4hint=192.0.2.1',
    parse(tokens, origin) {
      if (isGeneric(tokens)) return parseGeneric(rrType, tokens);
      return parseBinding(type, tokens, origin);
    },
    toWire(rdata) {
      const [priority = '', target = '', ...words] = rdata.split(' ');
      const out = new WireWriter();
      priorityField.write(priority, out);
      targetField.write(target, out);
      for (const [key, value] of parseParams(type, words)) {
        out.u16(key);
        out.u16(value.length);
        out.bytes(value);
      }
      return out.finish();
    },
    fromWire: (message, offset, length) =>
      readRdata(type, message, offset, length, (input) => {
        const priority = priorityField.read(input);
        return formatBinding(priority, targetField.read(input), readParams(type, input));
      }),
    fields(rdata) {
      const [priority = '', target = '', ...words] = rdata.split(' ');
      const params = Array.from(parseParams(type, words), ([key, value]): [string, Json] => [
        svcKeyName(key),
        svcParam(key).toJson(value),
      ]);
      return { priority: Number(priority), target, params: Object.fromEntries(params) };
    },
    targets(rdata) {
      const target = rdata.split(' ')[1] ?? '.';
      return target === '.' ? [] : [target.slice(0, -1)]; // RFC 9460 §2.5: "." is the owner name, or no service
    },
  };
  return rrType;
}

function parseBinding(type: string, tokens: readonly RdataToken[], origin: DomainName): Rdata {
  const [priorityToken, targetToken, ...paramTokens] = tokens;
  if (priorityToken === undefined) throw missingField({ type, field: 'priority' });
  if (targetToken === undefined) throw missingField({ type, field: 'target' });
  const priority = priorityField.parse(priorityToken, origin, { type, field: 'priority' });
  const target = targetField.parse(targetToken, origin, { type, field: 'target' });
  const quoted = paramTokens.find((token) => token.quoted);
  if (quoted !== undefined)
    throw invalidRdata({ type, field: 'params' }, quoted.text, 'key=value is expected');
  const params = parseParams(
    type,
    paramTokens.map((token) => token.text),
  );
  if (priority === '0' && params.size > 0) {
    // RFC 9460 §2.4.2: receivers ignore them, so they cannot be what was meant.
    throw invalidRdata(
      { type, field: 'params' },
      paramTokens[0]?.text ?? '',
      'priority 0 is an alias and takes no parameters',
    );
  }
  checkTogether(type, params);
  return formatBinding(priority, target, params);
}

/** Gives parameters in the order of their keys. */
function parseParams(type: string, words: readonly string[]): SvcParams {
  const params = new Map<number, Uint8Array>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const key = svcKeyNumber(name);
    if (key === undefined) {
      throw invalidRdata(
        { type, field: 'params' },
        word,
        `${name} is no key; unknown keys are written as key667`,
      );
    }
    const place = { type, field: svcKeyName(key) };
    if (params.has(key)) throw invalidRdata(place, word, 'a key stands at most once');
    const rules = svcParam(key);
    const text = equals < 0 ? new Uint8Array() : unescapeSvcValue(word.slice(equals + 1), place);
    const value = isNumberedKey(name) ? numberedValue(rules, text) : rules.encode(text);
    if (value === undefined) throw invalidRdata(place, word, `${rules.expected} is expected`);
    params.set(key, value);
  }
  return new Map([...params].sort(([a], [b]) => a - b));
}

function isNumberedKey(name: string): boolean {
  return /^key\d/.test(name);
}

/** RFC 9460 §2.1: behind `key1=` stand the octets of the wire form, also when the key has a name. */
function numberedValue(rules: SvcParam, octets: Uint8Array): Uint8Array | undefined {
  return rules.decode(octets) === undefined ? undefined : octets;
}

/** RFC 9460 §7.1.1 and §8: what one parameter demands of the others. */
function checkTogether(type: string, params: SvcParams): void {
  if (params.has(NO_DEFAULT_ALPN) && !params.has(ALPN)) {
    throw invalidRdata({ type, field: 'no-default-alpn' }, 'no-default-alpn', 'alpn must stand beside it');
  }
  const mandatory = params.get(MANDATORY);
  if (mandatory === undefined) return;
  for (let i = 0; i < mandatory.length; i += 2) {
    const key = ((mandatory[i] as number) << 8) | (mandatory[i + 1] as number);
    if (!params.has(key)) {
      throw invalidRdata({ type, field: 'mandatory' }, svcKeyName(key), 'a mandatory key must be present');
    }
  }
}

function readParams(type: string, input: WireReader): SvcParams {
  const params = new Map<number, Uint8Array>();
  let previous = -1;
  while (input.remaining > 0) {
    const key = input.u16();
    // RFC 9460 §2.2: in strictly increasing order.
    if (key <= previous) throw malformedRdata(type, 'the keys are not in strictly increasing order');
    previous = key;
    params.set(key, input.bytes(input.u16()));
  }
  return params;
}

function formatBinding(priority: string, target: string, params: SvcParams): Rdata {
  let rdata = `${priority} ${target}`;
  for (const [key, octets] of params) {
    const value = svcParam(key).decode(octets);
    if (value === undefined) throw malformedRdata('SVCB', `the value of ${svcKeyName(key)} is not valid`);
    rdata += value.length === 0 ? ` ${svcKeyName(key)}` : ` ${svcKeyName(key)}=${escapeSvcValue(value)}`;
  }
  return rdata;
}
