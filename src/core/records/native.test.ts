import { describe, expect, it } from 'vitest';
import { formatMasterFile } from '../master-file/format.ts';
import { parseMasterFile } from '../master-file/parse.ts';
import { makePlan, type MakePlan } from '../plan/make-plan.ts';
import { makeRRset } from '../rrset.ts';
import { parseRdata } from './index.ts';

const NATIVE_RRSET = makeRRset('www', 'NATIVE', 0, [
  '{"set":"blue","type":"A","values":["192.0.2.1"],"weight":10}',
  '{"set":"green ;\\"x\\"","type":"A","values":["192.0.2.2"],"weight":90}',
]);
const A_RRSET = makeRRset('mail', 'A', 300, ['192.0.2.3']);

it('has one form for equal objects', () => {
  expect(parseRdata('NATIVE', ' { "b": 1, "a": [ "x y" ] } ', '')).toBe('{"a":["x y"],"b":1}');
});

it.each(['', 'x', '[1]', '"text"', '{"a":'])('refuses %j', (text) => {
  expect(() => parseRdata('NATIVE', text, '')).toThrow(/is no NATIVE data/);
});

it('goes through a master file as a comment and comes back whole', () => {
  const text = formatMasterFile({ zone: 'example.org', rrsets: [NATIVE_RRSET, A_RRSET] });
  expect(
    text
      .split('\n')
      .filter((line) => line.includes('NATIVE'))
      .every((line) => line.startsWith(';')),
  ).toBe(true);
  const { rrsets } = parseMasterFile(text, { origin: 'example.org' });
  expect(rrsets).toEqual(expect.arrayContaining([NATIVE_RRSET, A_RRSET]));
  expect(() => parseMasterFile(';regctl NATIVE www {"a"\n', { origin: 'example.org' })).toThrow(
    /line 1|1:1|cannot be read/,
  );
});

describe('a plan from a file that knows nothing of NATIVE records', () => {
  const plan = (input: Partial<MakePlan>): ReturnType<typeof makePlan> =>
    makePlan({
      account: 'a',
      provider: 'p',
      zone: 'example.org',
      current: [NATIVE_RRSET, A_RRSET],
      desired: [],
      whole: true,
      policy: { protect: [], ignore: [], claimed: [], limits: { maxDeletes: 100, maxSharePercent: 100 } },
      ignore: [],
      limits: { types: ['A', 'NATIVE'], minTtl: 60, maxTtl: 86_400, writesApexNs: false },
      configHash: null,
      createdAt: new Date(0),
      ...input,
    });

  it('leaves them alone and says so', () => {
    expect(plan({}).changes.map((change) => change.type)).toEqual(['A']);
    expect(plan({}).leftAlone).toMatchObject([{ name: 'www', type: 'NATIVE' }]);
  });

  it('deletes them where a snapshot has none', () => {
    expect(plan({ exact: true }).changes.map((change) => change.type)).toContain('NATIVE');
  });

  it('is refused by a provider that takes every RR type', () => {
    const limits = { types: 'any', minTtl: 0, maxTtl: 1, writesApexNs: true } as const;
    expect(() => plan({ current: [], desired: [NATIVE_RRSET], limits })).toThrow(/takes no NATIVE records/);
  });
});
