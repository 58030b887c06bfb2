import { describe, expect, it } from 'vitest';
import { ORIGIN, passkeyContract } from '../contracts/passkeys.ts';
import { openTestServer } from '../support/hosted.ts';
import { openBrowser, setUpByPage } from '../support/sign-in.ts';

passkeyContract('Node', () => openTestServer({ config: { publicUrl: ORIGIN } }));

describe('a server that browsers make no passkeys for', () => {
  it('offers none', async () => {
    const server = await openTestServer({ config: { publicUrl: 'https://192.0.2.1' } });
    try {
      const person = openBrowser('https://192.0.2.1', server.fetch);
      await setUpByPage(person, server.setupToken, 'ada@example.org');
      expect((await person.see('/security')).text).toContain('have a host name');
      expect((await person.send('/security/passkeys', { name: 'x' })).path).toBe('/security');
      expect((await person.see('/sign-in/passkey')).path).toBe('/sign-in?next=%2F');
      expect((await person.see('/sign-in')).text).not.toContain('passkey');
    } finally {
      await server.dispose();
    }
  });
});
