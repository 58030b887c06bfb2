import { describe, expect, it } from 'vitest';
import { addMoney, compareMoney, convertMoney, formatMoney, parseMoney } from './money.ts';

describe('amounts', () => {
  it.each([
    ['9.73', 'USD', 973, '9.73 USD'],
    ['9.7', 'USD', 970, '9.70 USD'],
    ['12', 'USD', 1200, '12.00 USD'],
    ['0.05', 'USD', 5, '0.05 USD'],
    ['1,280.00', 'USD', 128_000, '1280.00 USD'],
    ['1280', 'JPY', 1280, '1280 JPY'],
    ['1.234', 'BHD', 1234, '1.234 BHD'],
  ])('%s %s are %i minor units', (text, currency, minor, shown) => {
    expect(parseMoney(text, currency)).toEqual({ minor, currency });
    expect(formatMoney({ minor, currency })).toBe(shown);
  });

  it.each(['13,50', '1,00', '1,280', '$20', '1 0', '-1', '', '1.234', '1.2.3', '1e3'])(
    '%j is none',
    (text) => {
      expect(() => parseMoney(text, 'USD')).toThrow(/is not an amount of USD/);
    },
  );

  it('are never mixed', () => {
    const usd = { minor: 1, currency: 'USD' };
    const jpy = { minor: 1, currency: 'JPY' };
    expect(() => addMoney(usd, jpy)).toThrow(/adding USD to JPY/);
    expect(() => compareMoney(usd, jpy)).toThrow(/cannot be compared/);
  });

  it('are converted without a float, to the nearest unit', () => {
    expect(convertMoney({ minor: 1108, currency: 'USD' }, 'JPY', '155.2')).toEqual({
      minor: 1720,
      currency: 'JPY',
    });
    expect(convertMoney({ minor: 1720, currency: 'JPY' }, 'USD', '0.00644')).toEqual({
      minor: 1108,
      currency: 'USD',
    });
    expect(convertMoney({ minor: 9_007_199_254_740, currency: 'USD' }, 'EUR', '1')).toEqual({
      minor: 9_007_199_254_740,
      currency: 'EUR',
    });
  });
});
