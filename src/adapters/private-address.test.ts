import { BlockList, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrivateAddress, refusePrivateLiteral } from './private-address.ts';

describe('a private address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '172.31.255.255',
    '100.127.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'FD00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'not an address',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
  ])('is %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(['9.9.9.9', '172.32.0.1', '100.128.0.1', '2620:fe::9', '::ffff:9.9.9.9', '2001:db8::1'])(
    'is not %s',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  it('is what the list of Node.js says', () => {
    const list = new BlockList();
    list.addSubnet('172.16.0.0', 12, 'ipv4');
    list.addSubnet('fc00::', 7, 'ipv6');
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        if (list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6'))
          expect(isPrivateAddress(address)).toBe(true);
      }),
    );
  });

  it('is refused where it stands for itself, and so is a name for one', async () => {
    for (const host of ['127.0.0.1', '[::1]', 'localhost', 'db.internal', 'LOCALHOST.'])
      await expect(refusePrivateLiteral(host)).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    for (const host of ['api.example.com', '9.9.9.9', '[2620:fe::9]'])
      await expect(refusePrivateLiteral(host)).resolves.toBeUndefined();
  });
});
