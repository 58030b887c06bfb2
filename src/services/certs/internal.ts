import { fromBase64url } from '../../core/base64url.ts';
import { INTERNAL_CA } from '../../core/certificate-authorities.ts';
import { checkChain, type Life } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import {
  BACKDATED_MS,
  formatSubtree,
  LEAF_LIFE_MS,
  mayIssue,
  ROOT_LIFE_MS,
  type PermittedSubtree,
} from '../../core/internal-ca.ts';
import type { CertificateOrder, IssuedCertificate } from '../../ports/certificate-store.ts';
import type { InternalCa, InternalCaStore } from '../../ports/internal-ca.ts';
import type { CertDeps } from './deps.ts';

/** What is asked of a new root. */
export interface RootInput {
  /** What it may sign for; anything where there is none. */
  readonly permitted: readonly PermittedSubtree[];
  /** Whether it takes the place of the one that is there. */
  readonly replace?: boolean;
}

/** What it takes to have a root. */
export type RootDeps = Pick<CertDeps, 'internalCa' | 'keys' | 'x509' | 'lock' | 'clock' | 'random'>;

/** Milliseconds to wait for another run that makes the root. */
const LOCK_TIMEOUT_MS = 60_000;

/** Gives the root of this machine, where it was made. @throws RegctlError `MODE_UNSUPPORTED` on a server, which vouches for nobody's names */
export async function findRoot(deps: RootDeps): Promise<InternalCa | undefined> {
  return storeOf(deps).get();
}

/**
 * Makes the root of this machine. No name is proven to it: whoever can use its key could sign anything without regctl, and it is trusted by those machines
 * alone on which it was installed.
 *
 * @throws RegctlError `ALREADY_EXISTS` where there is one and it is not to be replaced
 */
export async function createRoot(deps: RootDeps, input: RootInput): Promise<InternalCa> {
  const store = storeOf(deps);
  return deps.lock.withLock('internal-ca', { timeoutMs: LOCK_TIMEOUT_MS }, async () => {
    const present = await store.get();
    if (present !== undefined && input.replace !== true)
      throw new RegctlError('ALREADY_EXISTS', 'this machine has a root already', {
        reason: `it is called ${present.name}; what it signed would be trusted no more`,
        hint: 'add `--replace` to make another all the same',
      });
    const made = await makeRoot(deps, store, input);
    if (present !== undefined) await deps.keys.delete(present.keyId);
    return made;
  });
}

/** Gives the root, made now where there is none. */
export async function ensureRoot(deps: RootDeps): Promise<InternalCa> {
  const store = storeOf(deps);
  const present = await store.get();
  if (present !== undefined) return present;
  return deps.lock.withLock(
    'internal-ca',
    { timeoutMs: LOCK_TIMEOUT_MS },
    async () => (await store.get()) ?? makeRoot(deps, store, { permitted: [] }),
  );
}

/** Signs the request of an order. @throws RegctlError `CA_REFUSED` for a name that the root may not sign for */
export async function signByRoot(
  deps: RootDeps,
  root: InternalCa,
  order: CertificateOrder,
): Promise<IssuedCertificate> {
  const foreign = order.identifiers.filter((one) => !mayIssue(root.permitted, one));
  if (foreign.length > 0)
    throw new RegctlError(
      'CA_REFUSED',
      `the root of this machine may not sign for ${foreign.map((one) => one.value).join(', ')}`,
      {
        reason: `it was made for ${root.permitted.map(formatSubtree).join(', ')} alone`,
        hint: 'make another with `regctl certs ca create --permit NAME --replace`',
        details: { class: 'user' },
      },
    );
  const keyPem = await deps.keys.get(root.keyId);
  if (keyPem === undefined)
    throw new RegctlError('STORE_FAILED', 'the key of the root is gone', {
      reason: `there is no key ${root.keyId} any more`,
      hint: 'put the file back, or make another root with `regctl certs ca create --replace`',
    });
  const csr = fromBase64url(order.csr) ?? new Uint8Array();
  const life = lifeFrom(deps, LEAF_LIFE_MS, root.notAfter);
  const leafPem = await deps.x509.signCsr(
    { certificatePem: root.certificatePem, keyPem },
    { csr, identifiers: order.identifiers, life },
  );
  return issuedBy(deps, root, order, `${leafPem}${root.certificatePem}`);
}

async function issuedBy(
  deps: RootDeps,
  root: InternalCa,
  order: CertificateOrder,
  chainPem: string,
): Promise<IssuedCertificate> {
  const chain = await deps.x509.readCertificates(chainPem);
  const publicKeyHash = await deps.x509.requestKeyHash(fromBase64url(order.csr) ?? new Uint8Array());
  const fault = checkChain(chain, { identifiers: order.identifiers, publicKeyHash }, deps.clock.now());
  const [leaf] = chain;
  if (leaf === undefined || fault !== undefined)
    throw new RegctlError('CERTIFICATE_UNUSABLE', `what ${root.name} signed cannot be used`, {
      reason: fault ?? 'it holds no certificate',
      hint: 'make another root with `regctl certs ca create --replace`',
    });
  return {
    chainPem,
    keyId: order.keyId,
    ca: INTERNAL_CA,
    directoryUrl: order.directoryUrl,
    accountUrl: order.accountUrl,
    profile: null,
    issuer: root.name,
    serial: leaf.serial,
    fingerprint: leaf.fingerprint,
    // There is nobody to ask about it.
    ariId: null,
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
    issuedAt: deps.clock.now().toISOString(),
    revokedAt: null,
  };
}

async function makeRoot(
  deps: RootDeps,
  store: InternalCaStore,
  { permitted }: RootInput,
): Promise<InternalCa> {
  const now = deps.clock.now();
  const keyPem = await deps.x509.createKey('ec256');
  const keyId = makeId('key', now, deps.random.bytes(7));
  const life = lifeFrom(deps, ROOT_LIFE_MS);
  // Two roots of one name would be taken for each other by clients that have both.
  const name = `regctl internal CA ${keyId.slice(-6)}`;
  const certificatePem = await deps.x509.createRoot(keyPem, { name, permitted, life });
  const [facts] = await deps.x509.readCertificates(certificatePem);
  await deps.keys.put(keyId, keyPem);
  const root: InternalCa = {
    certificatePem,
    keyId,
    name,
    permitted,
    fingerprint: facts?.fingerprint ?? '',
    serial: facts?.serial ?? '',
    ...life,
  };
  await store.save(root);
  return root;
}

function lifeFrom(deps: RootDeps, ms: number, atMost?: string): Life {
  // X.509 knows whole seconds.
  const now = Math.floor(deps.clock.now().getTime() / 1000) * 1000;
  const end = atMost === undefined ? now + ms : Math.min(now + ms, Date.parse(atMost));
  return {
    notBefore: new Date(now - BACKDATED_MS).toISOString(),
    notAfter: new Date(end).toISOString(),
  };
}

function storeOf({ internalCa }: RootDeps): InternalCaStore {
  if (internalCa !== undefined) return internalCa;
  throw new RegctlError('MODE_UNSUPPORTED', 'a server has no internal CA', {
    reason: 'its root would sign for names that nobody proved to be theirs',
    hint: 'add `--mode local` to use the root of this machine',
  });
}
