import { fromBase64url, toBase64url } from '../../core/base64url.ts';
import type { NamedCa } from '../../core/certificate-authorities.ts';
import { challengeName } from '../../core/challenge-kind.ts';
import { isRegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { DomainName } from '../../core/names.ts';
import type { CaOrder } from '../../ports/certificate-authority.ts';
import type {
  AcmeAccount,
  Certificate,
  CertificateOrder,
  IssuedCertificate,
} from '../../ports/certificate-store.ts';
import type { OpenAcmeAccount } from './accounts.ts';
import { openAtlas, type Atlas } from './atlas.ts';
import { authorize, unprovenNames } from './authorize.ts';
import { countFailedProofs, giveBackOrder } from './budget.ts';
import { removeRecords } from './challenge-records.ts';
import { DEFAULT_TIMEOUT_MS, type CertCall, type CertDeps } from './deps.ts';
import { describeFailure, problemTypeOf } from './failure.ts';
import { fetchChain, orderInvalid } from './chain.ts';
import { poll } from './poll.ts';
import type { OrderRun } from './order-run.ts';
import { placeOrder } from './place-order.ts';
import { findZoneServers, type ZoneServers } from './zone-servers.ts';

/**
 * Carries an order out, or goes on with one that an earlier run left: order, records, proof, request, chain. Each step is written down before the next. The records
 * are taken away once all is proven, and however it ends before, but for an order that the CA still looks at.
 *
 * @returns the certificate, not yet kept; the order's row is the caller's to remove with it
 */
export async function runOrder(
  deps: CertDeps,
  certificate: Certificate,
  account: OpenAcmeAccount,
  started: CertificateOrder,
  call: CertCall,
): Promise<IssuedCertificate> {
  let order = started;
  let written = Promise.resolve();
  let atlas: Promise<Atlas> | undefined;
  const servers = new Map<string, Promise<ZoneServers>>();
  const { wish } = certificate;
  const kind = wish.challenge ?? 'dns-01';
  const asked = (domain: DomainName): DomainName => challengeName(kind, domain, account.account.url);
  const names = wish.identifiers.filter((one) => one.type === 'dns').map((one) => asked(one.value));
  const run: OrderRun = {
    account,
    kind,
    asked,
    atlas: () => (atlas ??= openAtlas(deps, wish.dnsAccount ?? undefined, names, call)),
    serversOf: (served) => {
      const key = `${served.account} ${served.zone}`;
      const asked =
        servers.get(key) ?? deps.looks.share(`servers ${key}`, () => findZoneServers(deps, served, call));
      servers.set(key, asked);
      return asked;
    },
    giveUpAt: deps.clock.now().getTime() + (call.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    order: () => order,
    save: (changes) => {
      const next = { ...order, ...changes, updatedAt: deps.clock.now().toISOString() };
      order = next;
      // One after the other: of two writes at once the older could come last.
      const before = written;
      const write = async (): Promise<void> => {
        await before;
        await deps.certificates.saveOrder(next);
      };
      written = write();
      return written;
    },
  };
  let goesOn = false;
  let cleaning: Promise<void> | undefined;
  try {
    const placed = await placeOrder(deps, certificate, run, call);
    const proven = await prove(deps, run, placed, call);
    // The CA has seen the records; they go while it makes the certificate.
    cleaning = cleanUp(deps, run, call);
    const done = await settle(deps, run, proven, call);
    return await fetchChain(deps, certificate, run, done, call);
  } catch (error) {
    // Whoever stops before the CA was told to look leaves nothing that it could look at.
    goesOn =
      isRegctlError(error, 'CERTIFICATE_PENDING') ||
      (isRegctlError(error, 'INTERRUPTED') && order.answered.length > 0);
    await countFailedProofs(deps, order.ca, order.accountUrl, unprovenNames(error));
    throw error;
  } finally {
    if (cleaning !== undefined) await cleaning;
    else if (!goesOn) await cleanUp(deps, run, call);
  }
}

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
  if (order.keyId !== null && order.keyId !== certificate.issued?.keyId) await deps.keys.delete(order.keyId);
}

/** The request, and the new key where one was made for it. */
async function requestOf(
  deps: CertDeps,
  { wish, issued }: Certificate,
): Promise<{ readonly keyId: string | null; readonly keyPem: string | null; readonly csr: string }> {
  if (wish.csr !== null) return { keyId: null, keyPem: null, csr: wish.csr };
  const encode = async (keyPem: string): Promise<string> =>
    toBase64url(await deps.x509.createCsr(keyPem, wish.identifiers));
  const keptId = wish.reuseKey ? (issued?.keyId ?? null) : null;
  const kept = keptId === null ? undefined : await deps.keys.get(keptId);
  if (kept !== undefined) return { keyId: keptId, keyPem: null, csr: await encode(kept) };
  const keyPem = await deps.x509.createKey(wish.keyType);
  const keyId = makeId('key', deps.clock.now(), deps.random.bytes(7));
  return { keyId, keyPem, csr: await encode(keyPem) };
}

/** Gives the CA the proofs that it lacks. */
async function prove(deps: CertDeps, run: OrderRun, placed: CaOrder, call: CertCall): Promise<CaOrder> {
  if (placed.status !== 'pending') return placed;
  await authorize(deps, run, placed, call);
  // All proofs are in: the order is ready, or about to be.
  return { ...placed, status: 'ready' };
}

/** Takes the order from step to step until the certificate is there. */
async function settle(deps: CertDeps, run: OrderRun, proven: CaOrder, call: CertCall): Promise<CaOrder> {
  const { authority, signer } = run.account;
  let order = proven;
  if (order.status === 'ready') order = await finalize(run, order, call);
  if (order.status !== 'valid' && order.status !== 'invalid')
    order = await poll(deps, `order ${order.url}`, run.giveUpAt, call, async () => {
      const now = await authority.order(signer, order.url, call.signal);
      const isOver = now.status === 'valid' || now.status === 'invalid';
      return isOver ? { end: now } : { retryAfterSeconds: now.retryAfterSeconds };
    });
  if (order.status === 'valid') return order;
  throw orderInvalid(run, order);
}

async function finalize(run: OrderRun, order: CaOrder, call: CertCall): Promise<CaOrder> {
  const { authority, signer } = run.account;
  const csr = fromBase64url(run.order().csr) ?? new Uint8Array();
  try {
    return await authority.finalize(signer, order, csr, call.signal);
  } catch (error) {
    // An earlier run handed the request in, or the answer was lost: how the order stands tells.
    if (problemTypeOf(error) !== 'orderNotReady' && !isRegctlError(error, 'NETWORK')) throw error;
    const now = await authority.order(signer, order.url, call.signal);
    if (now.status === 'pending' || now.status === 'ready') throw error;
    return now;
  }
}

/** Records that cannot be taken away now stay noted: the next run of the certificate tries again. */
async function cleanUp(deps: CertDeps, run: OrderRun, call: CertCall): Promise<void> {
  const { records } = run.order();
  if (records.length === 0) return;
  try {
    const { signal: _, ...unstoppable } = call;
    await removeRecords(deps, records, unstoppable);
    await run.save({ records: [] });
  } catch (error) {
    call.onEvent?.({
      kind: 'warning',
      message: `challenge records are left behind: ${describeFailure(error)}`,
    });
  }
}
