import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absoluteName,
  compareNames,
  compareOctets,
  compareOwnerNames,
  displayName,
  formatLabel,
  isWithin,
  labelOctets,
  nameSortKey,
  parentName,
  parseDomainName,
  parseOwnerName,
  relativeName,
  splitLabels,
} from './names.ts';

const x = (count: number): string => 'x'.repeat(count);
const INVALID = expect.objectContaining({ code: 'INVALID_NAME' }) as Error;

/** Any octets in labels, within the limits of RFC 1035. */
const labels = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 8 })
  .filter((list) => list.reduce((sum, label) => sum + label.length + 1, 1) <= 255);

const name = labels.map((list) => list.map(formatLabel).join('.'));

describe('parseDomainName', () => {
  it.each([
    ['www.example.org', 'www.example.org'],
    ['www.example.org.', 'www.example.org'],
    ['WWW.Example.ORG.', 'www.example.org'],
    ['.', ''],
    ['*.example.org', '*.example.org'],
    ['a.*.example.org', 'a.*.example.org'],
    ['_dmarc.example.org', '_dmarc.example.org'],
    ['a\\.b.example.org', 'a\\.b.example.org'],
    ['a\\046b.example.org', 'a\\.b.example.org'],
    ['\\065.example.org', 'a.example.org'],
    ['a\\\\.example.org', 'a\\\\.example.org'],
    ['a\\032b.example.org', 'a\\032b.example.org'],
    ['a\\ b.example.org', 'a\\032b.example.org'],
    ['\\@.example.org', '\\@.example.org'],
    ['@.example.org', '\\@.example.org'],
    ['a/b.example.org', 'a/b.example.org'],
    ['\\000\\255.example.org', '\\000\\255.example.org'],
    ['ends-in-dot\\.', 'ends-in-dot\\.'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['_dmarc.bücher.example', '_dmarc.xn--bcher-kva.example'],
    ['💩.la', 'xn--ls8h.la'],
    ['日本語.jp', 'xn--wgv71a119e.jp'],
    ['\u212aelvin.example', 'kelvin.example'],
    [`${x(63)}.org`, `${x(63)}.org`],
  ])('reads %s', (text, canonical) => {
    expect(parseDomainName(text)).toBe(canonical);
    expect(parseDomainName(canonical === '' ? '.' : canonical)).toBe(canonical);
  });

  it.each([
    [''],
    ['..'],
    ['.example.org'],
    ['a..b'],
    ['a b.example.org'],
    ['é x.example.org'],
    ['a\tb'],
    ['a"b'],
    ['é"b'],
    ['a\\'],
    ['a\\25'],
    ['a\\256'],
    ['a\\é'],
    ['é\\.x'],
    ['\\.é'],
    [`${x(64)}.org`],
    [`${'ü'.repeat(63)}.org`],
    ['a\u3002b\u00ad\u3002.example'],
    ['\u00ad.example'],
  ])('refuses %j', (text) => {
    expect(() => parseDomainName(text)).toThrow(INVALID);
  });

  it('takes 255 octets on the wire and none more', () => {
    const full = `${x(63)}.${x(63)}.${x(63)}.${x(61)}`;
    expect(parseDomainName(`${full}.`)).toBe(full);
    expect(() => parseDomainName(`x${full}`)).toThrow(INVALID);
    const escaped = Array.from({ length: 253 }, (_, i) => (i % 64 === 63 ? '.' : '\\255')).join('');
    expect(parseDomainName(escaped)).toBe(escaped);
  });

  it('keeps what it gave, for any octets', () => {
    fc.assert(
      fc.property(name, (canonical) => {
        expect(parseDomainName(canonical === '' ? '.' : canonical)).toBe(canonical);
        expect(parseDomainName(`${canonical}.`)).toBe(canonical);
      }),
    );
  });

  it('gives a name that stays, or INVALID_NAME, for any text', () => {
    const outcome = (text: string): string => {
      try {
        const canonical = parseDomainName(text);
        return parseDomainName(canonical === '' ? '.' : canonical) === canonical ? 'stays' : 'moves';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        expect(['stays', 'INVALID_NAME']).toContain(outcome(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parseOwnerName', () => {
  it.each([
    ['@', '@'],
    ['', '@'],
    ['example.org', '@'],
    ['example.org.', '@'],
    ['www', 'www'],
    ['WWW.example.org', 'www'],
    ['www.example.org.', 'www'],
    ['*.dev', '*.dev'],
    ['a\\.example.org', 'a\\.example.org'],
  ])('reads %j in example.org', (text, owner) => {
    expect(parseOwnerName(text, 'example.org')).toBe(owner);
  });

  it.each(['www.example.net.', 'org.', '.', `${x(63)}.${x(63)}.${x(63)}.${x(50)}`])(
    'refuses %s in example.org',
    (text) => {
      expect(() => parseOwnerName(text, 'example.org')).toThrow(INVALID);
    },
  );

  it('is undone by absoluteName, and relativeName undoes that', () => {
    for (const zone of ['example.org', 'org', '']) {
      for (const owner of ['@', 'www', 'a\\.b.c', '*']) {
        expect(relativeName(absoluteName(owner, zone), zone)).toBe(owner);
      }
    }
    expect(() => relativeName('example.net', 'example.org')).toThrow(INVALID);
  });
});

describe('isWithin', () => {
  it.each([
    ['example.org', 'example.org', true],
    ['a.example.org', 'example.org', true],
    ['badexample.org', 'example.org', false],
    ['a\\.example.org', 'example.org', false],
    ['a\\\\.example.org', 'example.org', true],
    ['org', 'example.org', false],
    ['anything', '', true],
  ])('%s in %j: %s', (inner, zone, expected) => {
    expect(isWithin(inner, zone)).toBe(expected);
  });
});

describe('labels', () => {
  it('come apart at dots that are not escaped', () => {
    expect(splitLabels('a\\.b.c\\\\.d')).toEqual(['a\\.b', 'c\\\\', 'd']);
    expect(parentName('a\\.b.example.org')).toBe('example.org');
    expect(parentName('org')).toBe('');
    expect(parentName('')).toBeUndefined();
  });

  it('give their octets back, in lower case', () => {
    const lower = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet);
    fc.assert(
      fc.property(labels, (list) => {
        expect(labelOctets(list.map(formatLabel).join('.'))).toEqual(list.map((label) => label.map(lower)));
      }),
    );
  });
});

describe('order', () => {
  it('is that of RFC 4034 §6.1', () => {
    const sorted = [
      'example',
      'a.example',
      'yljkjljk.a.example',
      'z.a.example',
      'zabc.a.example',
      'z.example',
      '\\001.z.example',
      '*.z.example',
      '\\200.z.example',
    ];
    expect(sorted.toReversed().sort(compareNames)).toEqual(sorted);
  });

  it('puts the apex first', () => {
    expect(['a', '*', '@', '\\000'].sort(compareOwnerNames)).toEqual(['@', '\\000', '*', 'a']);
  });

  it('goes by labels from the right as octets, for any names', () => {
    const byLabels = (a: string, b: string): number => {
      const left = labelOctets(a).reverse();
      const right = labelOctets(b).reverse();
      for (let i = 0; i < Math.min(left.length, right.length); i++) {
        const order = compareOctets(left[i] as Uint8Array, right[i] as Uint8Array);
        if (order !== 0) return order;
      }
      return left.length - right.length;
    };
    const near = fc
      .array(fc.uint8Array({ minLength: 1, maxLength: 2, max: 3 }), { maxLength: 3 })
      .map((list) => list.map(formatLabel).join('.'));
    fc.assert(
      fc.property(fc.oneof(name, near), fc.oneof(name, near), (a, b) => {
        expect(Math.sign(compareNames(a, b))).toBe(Math.sign(byLabels(a, b)));
        expect(nameSortKey(a) === nameSortKey(b)).toBe(a === b);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('displayName', () => {
  it('shows U-labels and leaves the rest', () => {
    expect(displayName('_dmarc.xn--bcher-kva.example')).toBe('_dmarc.bücher.example');
    expect(displayName('www.example.org')).toBe('www.example.org');
  });
});
