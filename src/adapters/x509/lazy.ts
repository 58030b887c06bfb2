import type { X509 } from '../../ports/x509.ts';

/** The same as `createX509`, loaded when it is first used: the library takes longer to load than most commands to run. */
export function lazyX509(): X509 {
  let loaded: Promise<X509> | undefined;
  const load = (): Promise<X509> => (loaded ??= import('./index.ts').then(({ createX509 }) => createX509()));
  return {
    createKey: async (type) => (await load()).createKey(type),
    createCsr: async (keyPem, identifiers) => (await load()).createCsr(keyPem, identifiers),
    readCsr: async (pem) => (await load()).readCsr(pem),
    requestKeyHash: async (csr) => (await load()).requestKeyHash(csr),
    publicKeyHash: async (keyPem) => (await load()).publicKeyHash(keyPem),
    readCertificates: async (chain) => (await load()).readCertificates(chain),
    createRoot: async (keyPem, root) => (await load()).createRoot(keyPem, root),
    signCsr: async (root, request) => (await load()).signCsr(root, request),
  };
}
