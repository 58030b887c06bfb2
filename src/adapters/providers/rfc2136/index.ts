import { isRegctlError } from '../../../core/errors.ts';
import { refuseMoved } from '../../../core/plan/precondition.ts';
import { hashZone } from '../../../core/zone.ts';
import type { AccountCheck, DnsProvider, Provider, ProviderContext } from '../../../ports/dns-provider.ts';
import { UpdateClient } from './client.ts';
import { description } from './description.ts';
import { readSettings, type Rfc2136Settings } from './schema.ts';

/** Name servers that take dynamic updates and transfers, signed by TSIG. */
export const provider: Provider = {
  description,
  checkSettings: (input) => void readSettings(input),
  open: (context) => {
    const settings = readSettings(context);
    const client = new UpdateClient(context, settings);
    return {
      dns: dnsProvider(context, settings, client),
      test: (signal) => testServer(context, client, signal),
      close: () => Promise.resolve(),
    };
  },
};

function dnsProvider(context: ProviderContext, settings: Rfc2136Settings, client: UpdateClient): DnsProvider {
  return {
    capabilities: description.dns,
    listZones: () => Promise.resolve(context.zones.map((name) => ({ name }))),
    readZone: async (zone, signal) => {
      const rrsets = await client.transfer(zone, signal);
      return { name: zone, rrsets, revision: hashZone({ name: zone, rrsets }) };
    },
    write: async (zone, changes, { revision }) => {
      const rrsets = await client.transfer(zone);
      // A TTL is no part of a prerequisite, so that this look is needed besides what the server checks.
      refuseMoved({ name: zone, rrsets }, changes, revision, 'rfc2136');
      await client.update(zone, changes, rrsets);
    },
    nameservers: async (zone, signal) => {
      const rrsets = await client.transfer(zone, signal);
      const ns = rrsets.find((rrset) => rrset.name === '@' && rrset.type === 'NS');
      const address = settings.nameserverAddress === undefined ? {} : { address: settings.nameserverAddress };
      return (ns?.rdata ?? []).map((rdata) => ({ name: rdata.slice(0, -1), ...address }));
    },
  };
}

async function testServer(
  context: ProviderContext,
  client: UpdateClient,
  signal?: AbortSignal,
): Promise<AccountCheck[]> {
  return Promise.all(
    context.zones.map(async (zone): Promise<AccountCheck> => {
      try {
        const rrsets = await client.transfer(zone, signal);
        return { name: `transfer ${zone}`, ok: true, detail: `${rrsets.length} RRsets` };
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        const detail = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
        return {
          name: `transfer ${zone}`,
          ok: false,
          detail,
          code: error.code,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        };
      }
    }),
  );
}
