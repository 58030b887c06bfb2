// Written by scripts/generate.ts from the folders beside this file that use no module of Node.js.
import type { Provider, ProviderDescription } from '../../ports/dns-provider.ts';

export const providers: readonly {
  readonly name: string;
  readonly describe: () => Promise<ProviderDescription>;
  readonly load: () => Promise<Provider>;
}[] = [
  {
    name: 'cloudflare',
    describe: async () => (await import('./cloudflare/description.ts')).description,
    load: async () => (await import('./cloudflare/index.ts')).provider,
  },
  {
    name: 'godaddy',
    describe: async () => (await import('./godaddy/description.ts')).description,
    load: async () => (await import('./godaddy/index.ts')).provider,
  },
  {
    name: 'porkbun',
    describe: async () => (await import('./porkbun/description.ts')).description,
    load: async () => (await import('./porkbun/index.ts')).provider,
  },
  {
    name: 'powerdns',
    describe: async () => (await import('./powerdns/description.ts')).description,
    load: async () => (await import('./powerdns/index.ts')).provider,
  },
  {
    name: 'route53',
    describe: async () => (await import('./route53/description.ts')).description,
    load: async () => (await import('./route53/index.ts')).provider,
  },
  {
    name: 'value-domain',
    describe: async () => (await import('./value-domain/description.ts')).description,
    load: async () => (await import('./value-domain/index.ts')).provider,
  },
];
