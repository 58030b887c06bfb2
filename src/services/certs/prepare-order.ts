import { toBase64url } from '../../core/base64url.ts';
import type { NamedCa } from '../../core/certificate-authorities.ts';
import { makeId } from '../../core/ids.ts';
import type { AcmeAccount, Certificate, CertificateOrder } from '../../ports/certificate-store.ts';
import { giveBackOrder } from './budget.ts';
import { removeRecords } from './challenge-records.ts';
import type { CertCall, CertDeps } from './deps.ts';

/** Where an order goes: a CA, and the account there. */
export interface OrderPlace {
  readonly ca: Pick<NamedCa, 'name' | 'directoryUrl'>;
  readonly account: Pick<AcmeAccount, 'url'>;
}

/** Makes key and request for an order and writes both down; nothing is asked of the CA. */
export async function prepareOrder(
  deps: CertDeps,
  certificate: Certificate,
  account: OrderPlace,
): Promise<CertificateOrder> {
  const { wish } = certificate;
  const now = deps.clock.now();
  const { keyId, keyPem, csr } = await requestOf(deps, certificate);
  const order: CertificateOrder = {
    id: makeId('order', now, deps.random.bytes(7)),
    certificate: certificate.id,
    ca: account.ca.name,
    directoryUrl: account.ca.directoryUrl,
    accountUrl: account.account.url,
    identifiers: wish.identifiers,
    keyId,
    csr,
    url: null,
    profile: wish.profile,
    wish,
    records: [],
    answered: [],
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  // The order first: a key that no order names would lie there for ever, an order without its key is given up.
  await deps.certificates.saveOrder(order);
  if (keyId !== null && keyPem !== null) await deps.keys.put(keyId, keyPem);
  return order;
}

/**
 * Gives an order the key or request that is wished by now; the CA has none yet. The old key goes first: whoever dies on the way leaves an order without its key,
 * which is given up.
 */
export async function changeRequest(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
): Promise<CertificateOrder> {
  const { keyId, keyPem, csr } = await requestOf(deps, certificate);
  await deleteKey(deps, certificate, order);
  const updatedAt = deps.clock.now().toISOString();
  const changed = { ...order, keyId, csr, wish: certificate.wish, updatedAt };
  await deps.certificates.saveOrder(changed);
  if (keyId !== null && keyPem !== null) await deps.keys.put(keyId, keyPem);
  return changed;
}

/** Whether an order is for the key, or the request, that is wished. */
export async function hasWishedKey(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
): Promise<boolean> {
  const { wish, issued } = certificate;
  if (wish.csr !== null) return order.csr === wish.csr;
  if (order.keyId === null) return false;
  const kept = await keptKeyId(deps, certificate);
  if (kept !== null) return order.keyId === kept;
  return order.keyId !== issued?.keyId && (order.wish ?? wish).keyType === wish.keyType;
}

/** Forgets an order that came to nothing, with its key where nothing else has it, and the records that are left of it. */
export async function abandonOrder(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
  call: CertCall,
): Promise<void> {
  await removeRecords(deps, order.records, call);
  // What is left of an order that came to its end has no names any more, and was counted.
  if (order.identifiers.length > 0) await giveBackOrder(deps, order.reserved ?? []);
  await deps.certificates.deleteOrder(order.id);
  await deleteKey(deps, certificate, order);
}

/** The key of an order, where the certificate in use is not for it. */
async function deleteKey(
  { keys }: CertDeps,
  { issued }: Certificate,
  { keyId }: CertificateOrder,
): Promise<void> {
  if (keyId !== null && keyId !== issued?.keyId) await keys.delete(keyId);
}

/** The request, and the new key where one was made for it. */
async function requestOf(
  deps: CertDeps,
  certificate: Certificate,
): Promise<{ readonly keyId: string | null; readonly keyPem: string | null; readonly csr: string }> {
  const { wish } = certificate;
  if (wish.csr !== null) return { keyId: null, keyPem: null, csr: wish.csr };
  const encode = async (keyPem: string): Promise<string> =>
    toBase64url(await deps.x509.createCsr(keyPem, wish.identifiers));
  const keptId = await keptKeyId(deps, certificate);
  const kept = keptId === null ? undefined : await deps.keys.get(keptId);
  if (kept !== undefined) return { keyId: keptId, keyPem: null, csr: await encode(kept) };
  const keyPem = await deps.x509.createKey(wish.keyType);
  const keyId = makeId('key', deps.clock.now(), deps.random.bytes(7));
  return { keyId, keyPem, csr: await encode(keyPem) };
}

/** The key that a renewal keeps: that of the certificate in use, where it is of the kind that is wished. */
async function keptKeyId(deps: CertDeps, { wish, issued }: Certificate): Promise<string | null> {
  if (!wish.reuseKey || issued === null || issued.keyId === null) return null;
  const [leaf] = await deps.x509.readCertificates(issued.chainPem);
  return leaf?.keyType === wish.keyType ? issued.keyId : null;
}
