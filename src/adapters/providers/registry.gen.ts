// Written by scripts/generate.ts from the folders beside this file.
import type { Provider, ProviderDescription } from '../../ports/dns-provider.ts';

export const providers: readonly {
  readonly name: string;
  readonly describe: () => Promise<ProviderDescription>;
  readonly load: () => Promise<Provider>;
}[] = [
  {
    name: 'powerdns',
    describe: async () => (await import('./powerdns/description.ts')).description,
    load: async () => (await import('./powerdns/index.ts')).provider,
  },
  {
    name: 'rfc2136',
    describe: async () => (await import('./rfc2136/description.ts')).description,
    load: async () => (await import('./rfc2136/index.ts')).provider,
  },
  {
    name: 'zonefile',
    describe: async () => (await import('./zonefile/description.ts')).description,
    load: async () => (await import('./zonefile/index.ts')).provider,
  },
];
