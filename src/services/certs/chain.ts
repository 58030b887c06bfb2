import { fromBase64url } from '../../core/base64url.ts';
import { classifyProblem, describeProblem, problemDetails } from '../../core/acme-problem.ts';
import { checkChain, type CertificateFacts } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import type { CaOrder } from '../../ports/certificate-authority.ts';
import type { Certificate, CertificateOrder, IssuedCertificate } from '../../ports/certificate-store.ts';
import type { OrderRun } from './order-run.ts';
import type { CertCall, CertDeps } from './deps.ts';

/** Fetches the chain, the preferred one of several, and refuses one that could not be used. */
export async function fetchChain(
  deps: CertDeps,
  { wish }: Certificate,
  run: OrderRun,
  order: CaOrder,
  call: CertCall,
): Promise<IssuedCertificate> {
  const { authority, signer } = run.account;
  const stored = run.order();
  if (order.certificate === null) throw orderInvalid(run, order);
  const { chainPem, alternates } = await authority.certificate(signer, order.certificate, call.signal);
  const candidates = [chainPem];
  if (wish.preferredChain !== null)
    for (const url of alternates)
      candidates.push((await authority.certificate(signer, url, call.signal)).chainPem);
  const chains = await Promise.all(
    candidates.map(async (pem) => ({ pem, chain: await deps.x509.readCertificates(pem) })),
  );
  const preferred = chains.find(({ chain }) => chain.at(-1)?.issuerName === wish.preferredChain);
  if (wish.preferredChain !== null && preferred === undefined)
    call.onEvent?.({
      kind: 'warning',
      message: `no chain ends in ${wish.preferredChain}; there are ${chains.map(({ chain }) => chain.at(-1)?.issuerName ?? '').join(', ')}`,
    });
  const { pem, chain } = preferred ?? (chains[0] as (typeof chains)[number]);
  const leaf = await checked(deps, stored, chain);
  const provenAt = run.provenAt();
  return {
    chainPem: pem,
    keyId: stored.keyId,
    ca: stored.ca,
    directoryUrl: stored.directoryUrl,
    accountUrl: stored.accountUrl,
    profile: stored.profile,
    issuer: leaf.issuerName,
    serial: leaf.serial,
    fingerprint: leaf.fingerprint,
    ariId: leaf.ariId,
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
    issuedAt: deps.clock.now().toISOString(),
    revokedAt: null,
    ...(provenAt.length === 0 ? {} : { provenAt }),
  };
}

async function checked(
  deps: CertDeps,
  order: CertificateOrder,
  chain: readonly CertificateFacts[],
): Promise<CertificateFacts> {
  const [leaf] = chain;
  const csr = fromBase64url(order.csr) ?? new Uint8Array();
  const wanted = { identifiers: order.identifiers, publicKeyHash: await deps.x509.requestKeyHash(csr) };
  const fault = checkChain(chain, wanted, deps.clock.now());
  if (leaf !== undefined && fault === undefined) return leaf;
  throw new RegctlError('CERTIFICATE_UNUSABLE', `the certificate of ${order.ca} cannot be used`, {
    reason: fault ?? 'it holds no certificate',
    hint: 'the one in use stays; try again, or choose another CA with `--ca`',
    details: { class: 'request' },
  });
}

/** The error of an order that the CA ended. */
export function orderInvalid(run: OrderRun, order: CaOrder): RegctlError {
  const { problem } = order;
  return new RegctlError(
    'CA_REFUSED',
    `${run.order().ca} ended the order for ${run
      .order()
      .identifiers.map((one) => one.value)
      .join(', ')}`,
    {
      reason: problem === null ? `the order is ${order.status}` : describeProblem(problem),
      hint: 'run it again for a new order',
      details: {
        class: problem === null ? 'propagation' : classifyProblem(problem, problem.status ?? 400),
        ...(problem === null ? {} : { acme: problemDetails(problem) }),
      },
    },
  );
}
