import { words, needsZone, type CommandCases } from './command-cases.ts';

export const ownersCases: { readonly [path: string]: CommandCases } = {
  'owners claim': { ok: { argv: words('owners claim example.org external-dns:k8s') }, ...needsZone },
  'owners list': {
    ok: { argv: words('owners list example.org') },
    notFound: { argv: words('owners list example.net') },
    ...needsZone,
  },
  'owners release': { ok: { argv: words('owners release example.org external-dns:k8s') }, ...needsZone },
};
