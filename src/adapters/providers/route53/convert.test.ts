import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRegctlError } from '../../../core/errors.ts';
import { absoluteName, formatLabel } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { parseRdata } from '../../../core/records/index.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import type { RdataFields } from '../../../core/records/rr-type.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import { cutBatches, fromApi, shareOfBatch, toApi, type BatchStep } from './convert.ts';
import { readRecordSet, recordSetXml, type RecordSet } from './record-set.ts';
import { listResourceRecordSets, type ApiRecordSet } from './schema.ts';
import { fromApiName, fromApiText, toApiName, toApiText } from './text.ts';
import { element, leaf, parseXml } from './xml.ts';

const ZONE = 'example.org';

/** What the API gives back for record sets that were written. */
function listed(...sets: readonly string[]): readonly ApiRecordSet[] {
  const list = element('ResourceRecordSets', ...sets);
  const document = element('ListResourceRecordSetsResponse', list, leaf('IsTruncated', 'false'));
  return listResourceRecordSets.parse(parseXml(document)).sets;
}

const create = (after: RRset): Change => ({
  action: 'create',
  name: after.name,
  type: after.type,
  before: null,
  after,
});
const xmlOf = (steps: readonly BatchStep[]): string[] => steps.map(({ set }) => recordSetXml(set));
const written = (...rrsets: readonly RRset[]): readonly RRset[] =>
  fromApi(ZONE, listed(...xmlOf(toApi(ZONE, rrsets.map(create), new Map()))), null).rrsets;
const native = (fields: RdataFields, owner = 'www'): RRset =>
  makeRRset(owner, 'NATIVE', 0, [nativeRdata(fields)]);

function codeOf(work: () => unknown): string {
  try {
    return `no error but ${JSON.stringify(work())}`;
  } catch (error) {
    if (isRegctlError(error)) return error.code;
    throw error;
  }
}

const label = fc.uint8Array({ minLength: 1, maxLength: 20 }).map(formatLabel);
const octets = fc.uint8Array({ minLength: 1, maxLength: 255 });
const quoted = octets.map(
  (bytes) => `"${Array.from(bytes, (octet) => `\\${String(octet).padStart(3, '0')}`).join('')}"`,
);

describe('names and texts', () => {
  it('come back from octal escapes, whatever the octets', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        const name = labels.join('.');
        expect(toApiName(name)).toMatch(/^(?:(?:[a-z0-9_-]|\\[0-3][0-7]{2})+\.)+$/);
        expect(fromApiName(toApiName(name))).toBe(name);
      }),
    );
  });

  it.each([
    ['\\052.dev.example.org.', '*.dev.example.org'],
    ['a\\056b.example.org.', 'a\\.b.example.org'],
    ['EXAMPLE.org', 'example.org'],
  ])('reads %s', (api, name) => {
    expect(fromApiName(api)).toBe(name);
  });

  it.each<[rdata: string, value: string]>([
    ['"a\\"b\\\\c;d"', '"a\\"b\\\\c;d"'],
    ['"\\195\\188"', '"\\303\\274"'],
    ['10 a\\.b.example.org.', '10 a\\056b.example.org.'],
    ['"\\\\052"', '"\\\\052"'],
  ])('writes %s', (rdata, value) => {
    expect(toApiText(rdata)).toBe(value);
  });

  it('reads no escape whose meaning is not known', () => {
    expect(codeOf(() => fromApiText('"\\195"'))).toBe('INVALID_RDATA');
  });
});

describe('simple sets', () => {
  it('come back as they went, whatever the text', () => {
    fc.assert(
      fc.property(fc.uniqueArray(quoted, { minLength: 1, maxLength: 4 }), label, (texts, owner) => {
        const rrset = makeRRset(
          owner,
          'TXT',
          300,
          texts.map((text) => parseRdata('TXT', text, '')),
        );
        expect(written(rrset)).toEqual([rrset]);
      }),
    );
  });

  it('are deleted with what is stored, to the letter', () => {
    const stored =
      '<ResourceRecordSet><Name>\\052.example.org.</Name><Type>MX</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>10  Mail.Example.NET</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>';
    const content = fromApi(ZONE, listed(stored), null);
    expect(content.rrsets).toEqual([makeRRset('*', 'MX', 60, ['10 mail.example.net.'])]);
    const [before] = content.rrsets;
    const after = makeRRset('*', 'MX', 60, ['10 mail2.example.net.']);
    const change: Change = { action: 'update', name: '*', type: 'MX', before: before ?? null, after };
    const steps = toApi(ZONE, [change], content.stored);
    expect(steps.map(({ action }) => action)).toEqual(['DELETE', 'CREATE']);
    expect(recordSetXml(steps[0]?.set as RecordSet)).toBe(stored);
  });

  it('with a value that regctl cannot read stay as they are', () => {
    const stored =
      '<ResourceRecordSet><Name>x.example.org.</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>&quot;\\195&quot;</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>';
    const [found] = fromApi(ZONE, listed(stored), null).rrsets;
    expect(found).toMatchObject({ name: 'x', type: 'NATIVE' });
    const gone: Change = { action: 'delete', name: 'x', type: 'NATIVE', before: found ?? null, after: null };
    expect(listed(...xmlOf(toApi(ZONE, [gone], new Map())))).toEqual(listed(stored));
  });

  it('whose records say more than a value stay as they are', () => {
    const stored =
      '<ResourceRecordSet><Name>x.example.org.</Name><Type>A</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value><Note>x</Note></ResourceRecord></ResourceRecords></ResourceRecordSet>';
    expect(fromApi(ZONE, listed(stored), null).rrsets.map(({ type }) => type)).toEqual(['NATIVE']);
  });

  it('refuse values that are too long', () => {
    const text = Array.from({ length: 16 }, () => `"${'x'.repeat(250)}"`).join(' ');
    expect(codeOf(() => toApi(ZONE, [create(makeRRset('t', 'TXT', 60, [text]))], new Map()))).toBe(
      'INVALID_RDATA',
    );
  });
});

const value = fc.stringMatching(/^[ -~]{1,30}$/);
/** Sets with any field that the API may have one day, in the order in which they are written. */
const foreign = fc.record({
  Type: fc.constantFrom('A', 'NEWTYPE'),
  SetIdentifier: value,
  Weight: fc.nat(255),
  TTL: fc.nat(86_400),
  ResourceRecords: fc.array(fc.record({ Value: value }), { minLength: 1, maxLength: 3 }),
  NewField: fc.oneof(
    value,
    fc.record({ Deep: value, List: fc.array(value, { minLength: 2, maxLength: 3 }) }),
  ),
});

describe('NATIVE sets', () => {
  it('come back as they went, fields nobody knows yet among them', () => {
    fc.assert(
      fc.property(foreign, (fields) => {
        const set: RecordSet = { name: 'www.example.org.', fields };
        expect(fromApi(ZONE, listed(recordSetXml(set)), null).rrsets).toEqual([native(fields)]);
      }),
    );
  });

  it('are one RRset for each owner name', () => {
    const weighted = (id: string, weight: number): RdataFields => ({
      Type: 'A',
      SetIdentifier: id,
      Weight: weight,
      TTL: 60,
      ResourceRecords: [{ Value: '192.0.2.1' }],
    });
    const alias: RdataFields = {
      Type: 'AAAA',
      AliasTarget: { HostedZoneId: 'Z1', DNSName: 'd1.cloudfront.net.', EvaluateTargetHealth: true },
    };
    const before = makeRRset(
      'www',
      'NATIVE',
      0,
      [weighted('a', 1), weighted('b', 2), alias].map(nativeRdata),
    );
    expect(written(before)).toEqual([before]);
    const after = makeRRset('www', 'NATIVE', 0, [weighted('a', 1), weighted('b', 9), alias].map(nativeRdata));
    const steps = toApi(ZONE, [{ action: 'update', name: 'www', type: 'NATIVE', before, after }], new Map());
    expect(
      steps.map(
        ({ action, set }) =>
          `${action} ${JSON.stringify(set.fields['SetIdentifier'])} ${JSON.stringify(set.fields['Weight'])}`,
      ),
    ).toEqual(['DELETE "b" 2', 'CREATE "b" 9']);
  });

  it('write elements in the order of the model', () => {
    const fields: RdataFields = {
      HealthCheckId: 'h',
      ResourceRecords: [{ Value: '192.0.2.1' }],
      TTL: 60,
      GeoProximityLocation: { Bias: 5, Coordinates: { Longitude: '13.4', Latitude: '52.5' } },
      SetIdentifier: 'x',
      Type: 'A',
    };
    expect(recordSetXml({ name: 'www.example.org.', fields }).match(/<\w+>/g)?.join('')).toBe(
      '<ResourceRecordSet><Name><Type><SetIdentifier><TTL><ResourceRecords><ResourceRecord><Value><HealthCheckId><GeoProximityLocation><Coordinates><Latitude><Longitude><Bias>',
    );
    expect(
      readRecordSet(listed(recordSetXml({ name: 'www.example.org.', fields }))[0] as ApiRecordSet).fields,
    ).toEqual(fields);
  });

  it.each<[why: string, fields: RdataFields]>([
    ['it has no type', { TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] }],
    ['it points nowhere', { Type: 'A', SetIdentifier: 'x', Weight: 1 }],
    [
      'it has values and no TTL',
      { Type: 'A', SetIdentifier: 'x', Weight: 1, ResourceRecords: [{ Value: '192.0.2.1' }] },
    ],
    [
      'its weight is none',
      { Type: 'A', SetIdentifier: 'x', Weight: 256, TTL: 1, ResourceRecords: [{ Value: '192.0.2.1' }] },
    ],
    [
      'it has a name of its own',
      { Name: 'x.', Type: 'A', TTL: 1, SetIdentifier: 'x', ResourceRecords: [{ Value: '192.0.2.1' }] },
    ],
    [
      'a field would be another element',
      { Type: 'A', 'X><Name': 'x', TTL: 1, ResourceRecords: [{ Value: '192.0.2.1' }] },
    ],
    [
      'it says null',
      {
        Type: 'A',
        Region: 'x',
        Other: null,
        SetIdentifier: 'x',
        TTL: 1,
        ResourceRecords: [{ Value: '192.0.2.1' }],
      },
    ],
    ['it is an ordinary RRset', { Type: 'A', TTL: 1, ResourceRecords: [{ Value: '192.0.2.1' }] }],
  ])('are refused when %s', (_why, fields) => {
    expect(codeOf(() => toApi(ZONE, [create(native(fields))], new Map()))).toBe('INVALID_RDATA');
  });

  it('are refused when two have one identifier', () => {
    const one = (weight: number): RdataFields => ({
      Type: 'A',
      SetIdentifier: 'x',
      Weight: weight,
      TTL: 60,
      ResourceRecords: [{ Value: '192.0.2.1' }],
    });
    const twice = makeRRset('www', 'NATIVE', 0, [one(1), one(2)].map(nativeRdata));
    expect(codeOf(() => toApi(ZONE, [create(twice)], new Map()))).toBe('INVALID_RDATA');
  });

  it('of a traffic policy are said to be its own', () => {
    const policy: RdataFields = { Type: 'A', TrafficPolicyInstanceId: 'p', TTL: 60 };
    const set = { name: 'www.example.org.', fields: policy };
    expect(fromApi(ZONE, listed(recordSetXml(set)), null).rrsets).toEqual([
      { ...native(policy), extras: { managedBy: 'route53-traffic-policy' } },
    ]);
  });
});

describe('change batches', () => {
  it('take every deletion first, aliases before and after what they point to', () => {
    const target = makeRRset('www', 'A', 60, ['192.0.2.1']);
    const alias = native(
      {
        Type: 'A',
        AliasTarget: { HostedZoneId: 'Z1', DNSName: 'www.example.org.', EvaluateTargetHealth: false },
      },
      'a',
    );
    const gone = (before: RRset): Change => ({ ...create(before), action: 'delete', before, after: null });
    const order = (changes: readonly Change[]): string[] =>
      toApi(ZONE, changes, new Map()).map(({ action, set }) => `${action} ${set.name}`);
    expect(order([create(alias), create(target)])).toEqual([
      'CREATE www.example.org.',
      'CREATE a.example.org.',
    ]);
    expect(order([gone(target), gone(alias)])).toEqual(['DELETE a.example.org.', 'DELETE www.example.org.']);
    const other = makeRRset('www', 'CNAME', 60, ['x.example.net.']);
    expect(order([create(other), gone(target)])).toEqual([
      'DELETE www.example.org.',
      'CREATE www.example.org.',
    ]);
  });

  it('are cut where they are full', () => {
    const set = (values: number, length: number): BatchStep => ({
      action: 'DELETE',
      set: {
        name: `${absoluteName('x', ZONE)}.`,
        fields: {
          Type: 'TXT',
          TTL: 1,
          ResourceRecords: Array.from({ length: values }, () => ({ Value: 'x'.repeat(length) })),
        },
      },
    });
    expect(cutBatches([])).toEqual([]);
    expect(cutBatches(Array.from({ length: 5 }, () => set(400, 1))).map((batch) => batch.length)).toEqual([
      2, 2, 1,
    ]);
    expect(cutBatches(Array.from({ length: 5 }, () => set(4, 4000))).map((batch) => batch.length)).toEqual([
      2, 2, 1,
    ]);
    expect(shareOfBatch([set(400, 1), set(400, 1), set(200, 1)])).toBe(1);
    expect(shareOfBatch([set(8, 4000), set(1, 1)])).toBeGreaterThan(1);
  });
});

describe('XML', () => {
  it('keeps every character of a text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,60}$/), (text) => {
        expect(parseXml(element('R', leaf('V', text)))).toEqual({ R: { V: text } });
      }),
    );
    expect(parseXml('<R><V>&quot;&#34;&#x22;&apos;&amp;#34;</V></R>')).toEqual({ R: { V: '"""\'&#34;' } });
  });

  it.each(['', '{"a":1}', '<html><p>hi', '<R><V>x</R>', '<R><V>x</V>'])('refuses %j', (text) => {
    expect(parseXml(text)).toBeUndefined();
  });
});
