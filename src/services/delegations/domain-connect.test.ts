import { describe, expect, it } from 'vitest';
import { RegctlError } from '../../core/errors.ts';
import { connectLink, type ConnectDeps } from './domain-connect.ts';

const TARGET = 'abc.acme.example.net';
const SETTINGS = {
  providerName: 'A Host',
  urlSyncUX: 'https://ui.host.example/connect',
  urlAPI: 'https://api.host.example',
};
const PATH = '/v2/domainTemplates/providers/example.net/services/certificates';

/** A DNS host that announces itself for example.org, and the pages that it has. */
function host(pages: { readonly [url: string]: unknown }, announced = 'api.host.example'): ConnectDeps {
  return {
    template: { provider: 'example.net', service: 'certificates' },
    lookups: {
      query: ({ name, type }) => {
        if (name !== '_domainconnect.example.org')
          return Promise.reject(new RegctlError('ZONE_NOT_FOUND', 'no zone'));
        const observation = {
          server: 'ns',
          address: null,
          role: 'authoritative',
          transport: 'udp',
          type,
        } as const;
        const answer = {
          rcode: 'NOERROR',
          authoritative: true,
          ttl: 60,
          durationMs: 1,
          error: null,
          agrees: true,
        };
        const observations = [{ ...observation, ...answer, rdata: [`"${announced}"`] }];
        return Promise.resolve({ name, type, zone: 'example.org', agreed: true, observations });
      },
    },
    http: {
      send: ({ url }) => {
        const page = pages[url];
        if (page === undefined) return Promise.resolve({ status: 404, headers: {}, text: 'not here' });
        return Promise.resolve({ status: 200, headers: {}, text: JSON.stringify(page) });
      },
    },
  };
}

describe('the link to a DNS host', () => {
  const settings = { 'https://api.host.example/v2/example.org/settings': SETTINGS };
  const template = { [`https://api.host.example${PATH}`]: {} };

  it('leads to where its user sets the record', async () => {
    const deps = host({ ...settings, ...template });
    expect(await connectLink(deps, { domain: 'example.org', target: TARGET })).toEqual({
      url: `https://ui.host.example/connect${PATH}/apply?domain=example.org&target=${TARGET}`,
      host: 'A Host',
    });
    expect((await connectLink(deps, { domain: 'a.b.example.org', target: TARGET }))?.url).toContain(
      `/apply?domain=example.org&host=a.b&target=${TARGET}`,
    );
  });

  it('is none where the host does not know the template, or says what cannot be', async () => {
    const domain = { domain: 'example.org', target: TARGET };
    expect(await connectLink(host(settings), domain)).toBeNull();
    expect(await connectLink(host({ ...settings, ...template }, 'http://127.0.0.1/'), domain)).toBeNull();
    expect(await connectLink(host({}, 'user@host.example'), domain)).toBeNull();
    const script = { ...SETTINGS, urlSyncUX: 'javascript:alert(1)' };
    expect(
      await connectLink(
        host({ 'https://api.host.example/v2/example.org/settings': script, ...template }),
        domain,
      ),
    ).toBeNull();
    expect(await connectLink(host({}), { domain: 'example.com', target: TARGET })).toBeNull();
  });
});
