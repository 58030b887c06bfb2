import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { refuseMoved } from '../../../core/plan/precondition.ts';
import { hashZone } from '../../../core/zone.ts';
import type {
  AccountCheck,
  DnsProvider,
  OpenProvider,
  Provider,
  ProviderContext,
} from '../../../ports/dns-provider.ts';
import { PowerdnsClient } from './client.ts';
import { fromApi, refuseDisabled, toApi } from './convert.ts';
import { description } from './description.ts';

/** PowerDNS Authoritative by its HTTP API. */
export const provider: Provider = {
  description,
  checkSettings: ({ endpoint, settings }) => {
    if (endpoint === undefined || !/^https?:\/\/[^/]+/.test(endpoint)) {
      throw new RegctlError('INVALID_CONFIG', 'powerdns: the endpoint must be the base URL of the HTTP API', {
        reason: endpoint === undefined ? 'none was given' : `${endpoint} is no http or https URL`,
        hint: '--endpoint http://127.0.0.1:8081',
      });
    }
    const known = description.settings.map((field) => field.name);
    const unknown = Object.keys(settings).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new RegctlError('INVALID_CONFIG', `powerdns: there is no setting ${unknown}`, {
        reason: `it takes ${known.join(', ')}`,
        hint: 'leave it out',
      });
    }
  },
  open: openServer,
};

function openServer(context: ProviderContext): OpenProvider {
  const client = new PowerdnsClient(context);
  return {
    dns: dnsProvider(context, client),
    test: (signal) => testServer(client, signal),
    close: () => Promise.resolve(),
  };
}

function dnsProvider(context: ProviderContext, client: PowerdnsClient): DnsProvider {
  const read: DnsProvider['readZone'] = async (zone, signal) => {
    const found = await client.zone(zone, signal);
    const rrsets = fromApi(zone, found.rrsets);
    return { name: zone, rrsets, revision: hashZone({ name: zone, rrsets }) };
  };
  return {
    capabilities: description.dns,
    listZones: async (signal) =>
      (await client.listZones(signal)).map((zone) => ({
        name: zone.name.replace(/\.$/, ''),
        dnssec: zone.dnssec === true ? ('signed' as const) : ('unsigned' as const),
        ...(zone.serial === undefined ? {} : { serial: zone.serial }),
      })),
    readZone: read,
    write: async (zone, changes, { revision }) => {
      // The API has no precondition: the last look is as near to the write as can be.
      const present = await client.zone(zone);
      const rrsets = fromApi(zone, present.rrsets);
      refuseMoved({ name: zone, rrsets }, changes, revision, 'powerdns');
      refuseDisabled(zone, present.rrsets, changes);
      await client.patchZone(zone, toApi(zone, changes));
    },
    createZone: (zone, { nameservers }, signal) =>
      client.createZone(
        {
          name: `${zone}.`,
          kind: context.settings['zone-kind'] ?? 'Native',
          nameservers: nameservers.map((server) => `${server}.`),
        },
        zone,
        signal,
      ),
    deleteZone: (zone, signal) => client.deleteZone(zone, signal),
    nameservers: async (zone, signal) => {
      const { rrsets } = await read(zone, signal);
      const address = context.settings['nameserver-address'];
      const ns = rrsets.find((rrset) => rrset.name === '@' && rrset.type === 'NS');
      return (ns?.rdata ?? []).map((rdata) => ({
        name: rdata.slice(0, -1),
        ...(address === undefined ? {} : { address }),
      }));
    },
    dnssec: async (zone, signal) => {
      const keys = (await client.cryptokeys(zone, signal)).filter((key) => key.active === true);
      return {
        signed: keys.length > 0,
        ds: keys.flatMap((key) => key.ds ?? []),
        dnskey: keys.flatMap((key) => (key.dnskey === undefined ? [] : [key.dnskey])),
      };
    },
    metadata: async (zone, signal) => {
      const found = await client.zone(zone, signal);
      return {
        kind: found.kind ?? null,
        soaEditApi: found.soa_edit_api ?? null,
        account: found.account ?? null,
      };
    },
  };
}

async function testServer(client: PowerdnsClient, signal?: AbortSignal): Promise<AccountCheck[]> {
  try {
    const server = await client.server(signal);
    const zones = await client.listZones(signal);
    return [
      {
        name: 'api',
        ok: true,
        detail:
          `PowerDNS ${server.version ?? ''} ${server.daemon_type ?? ''} with ${zones.length} zones`.replaceAll(
            / +/g,
            ' ',
          ),
      },
    ];
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const detail = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
    return [
      {
        name: 'api',
        ok: false,
        detail,
        code: error.code,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
    ];
  }
}
