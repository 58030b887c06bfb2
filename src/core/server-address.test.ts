import { describe, expect, it } from 'vitest';
import { parseServerAddress } from './server-address.ts';

describe('parseServerAddress', () => {
  it.each([
    ['192.0.2.53', '192.0.2.53', 53],
    ['192.0.2.53:5300', '192.0.2.53', 5300],
    ['2001:db8::53', '2001:db8::53', 53],
    ['[2001:db8::53]', '2001:db8::53', 53],
    ['[2001:db8::53]:65535', '2001:db8::53', 65_535],
    ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
    ['::1', '::1', 53],
  ])('reads %s', (text, host, port) => {
    expect(parseServerAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    'foo',
    'ns1.example.net',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.53:0',
    '192.0.2.53:99999',
    '192.0.2.53:',
    '[192.0.2.53]:53',
    '[2001:db8::53]53',
    '2001:db8:::53',
    '192.0.2.53 ',
  ])('refuses %j', (text) => {
    expect(() => parseServerAddress(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }) as Error,
    );
  });
});
