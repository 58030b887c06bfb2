import type { CustomHostnames } from '../../ports/custom-hostnames.ts';
import type { DnsProvider, OpenProvider } from '../../ports/dns-provider.ts';
import type { Registrar } from '../../ports/registrar.ts';
import type { Gate } from './gate.ts';
import { guarded } from './guard.ts';

/** An open account behind a gate: zones and names that are not the caller's are not in it. */
export function guardProvider(provider: OpenProvider, account: string, gate: Gate): OpenProvider {
  const { dns, registrar, hostnames } = provider;
  return {
    test: (signal) => provider.test(signal),
    close: () => provider.close(),
    ...(dns === undefined ? {} : { dns: guardDns(dns, account, gate) }),
    ...(registrar === undefined ? {} : { registrar: guardRegistrar(registrar, account, gate) }),
    ...(hostnames === undefined ? {} : { hostnames: guardHostnames(hostnames, account, gate) }),
  };
}

/** What reading and changing a zone of the account passes. */
function passes(account: string, gate: Gate) {
  return {
    read: { before: (zone: string) => gate.read({ account, zone }) },
    write: {
      around: <T>(work: () => Promise<T>, zone: string): Promise<T> => gate.write({ account, zone }, work),
    },
    sees: (zone: string): boolean => gate.sees({ account, zone }),
  };
}

function guardDns(dns: DnsProvider, account: string, gate: Gate): DnsProvider {
  const { read, write, sees } = passes(account, gate);
  return guarded<DnsProvider>(dns, {
    capabilities: 'open',
    listZones: { after: (zones) => zones.filter(({ name }) => sees(name)) },
    hasZone: { after: (has, zone) => has && sees(zone) },
    readZone: read,
    write,
    checkChanges: 'open',
    writeShare: 'open',
    createZone: write,
    deleteZone: {
      around: async (work, zone) => {
        await gate.write({ account, zone }, work);
        await gate.gone(zone);
      },
    },
    nameservers: read,
    dnssec: read,
    metadata: read,
  });
}

function guardRegistrar(registrar: Registrar, account: string, gate: Gate): Registrar {
  const { read, write, sees } = passes(account, gate);
  return guarded<Registrar>(registrar, {
    capabilities: 'open',
    list: { after: (registrations) => registrations.filter(({ name }) => sees(name)) },
    get: read,
    // What anybody may ask a registrar.
    search: 'open',
    check: 'open',
    prices: 'open',
    quote: { before: ({ name }) => gate.read({ account, zone: name }) },
    buy: { around: (work, { quote }) => gate.write({ account, zone: quote.name }, work) },
    findPurchase: { before: ({ name }) => gate.read({ account, zone: name }) },
    // By a handle that only a job of the caller's has.
    follow: 'open',
    transferStatus: read,
    approveTransfer: write,
    cancelTransfer: write,
    authCode: write,
    setLock: write,
    setAutoRenew: write,
    setPrivacy: write,
    contacts: read,
    setContacts: write,
    verifyContacts: write,
    setNameservers: write,
    defaultNameservers: read,
    ds: read,
    setDs: write,
    glue: read,
    setGlue: write,
  });
}

function guardHostnames(hostnames: CustomHostnames, account: string, gate: Gate): CustomHostnames {
  const { read, write, sees } = passes(account, gate);
  return guarded<CustomHostnames>(hostnames, {
    capabilities: 'open',
    zones: { after: (zones) => zones.filter(sees) },
    hasZone: { after: (has, zone) => has && sees(zone) },
    list: read,
    get: read,
    create: write,
    refresh: write,
    delete: write,
    fallbackOrigin: read,
    setFallbackOrigin: write,
    delegation: read,
    quota: read,
  });
}
