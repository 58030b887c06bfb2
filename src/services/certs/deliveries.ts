import { canonicalJson } from '../../core/canonical-json.ts';
import { checkPlace, namesFiles, type Delivery, type DeliveryTarget } from '../../core/delivery.ts';
import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Certificate } from '../../ports/certificate-store.ts';
import { deliverPending, type Delivered } from './deliver.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { lockCertificate } from './issue.ts';
import { requireCertificate, stamp } from './stored.ts';

/**
 * Adds a place to those that a certificate is put to after each issue, and puts it there now; one that is there already is not added again.
 *
 * @throws RegctlError `CERTIFICATE_NOT_FOUND`, `INVALID_INPUT` for a place that this certificate cannot go to
 */
export async function addDelivery(
  deps: CertDeps,
  name: string,
  target: DeliveryTarget,
  call: CertCall = {},
): Promise<Delivered> {
  return lockCertificate(deps, name, call, async () => {
    const certificate = await requireCertificate(deps, name);
    const present = certificate.deliveries ?? [];
    const isThere = present.some((one) => canonicalJson(one.target) === canonicalJson(target));
    if (!isThere) checkTarget(certificate, target);
    const delivery: Delivery = {
      id: makeId('dlv', deps.clock.now(), deps.random.bytes(7)),
      target,
      delivered: null,
      deliveredAt: null,
      failure: null,
    };
    const changed = isThere
      ? certificate
      : stamp(deps, { ...certificate, deliveries: [...present, delivery] });
    await deps.certificates.save(changed);
    return deliverPending(deps, changed, { evenEarly: true }, call);
  });
}

/** Takes a place away from a certificate; what lies there stays. @throws RegctlError `NOT_FOUND` */
export async function removeDelivery(
  deps: CertDeps,
  name: string,
  id: string,
  call: CertCall = {},
): Promise<Certificate> {
  return lockCertificate(deps, name, call, async () => {
    const certificate = await requireCertificate(deps, name);
    const present = certificate.deliveries ?? [];
    const deliveries = present.filter((one) => one.id !== id);
    if (deliveries.length === present.length)
      throw new RegctlError('NOT_FOUND', `${name} has no delivery ${id}`, {
        reason: present.length === 0 ? 'it has none' : `it has ${present.map((one) => one.id).join(', ')}`,
        hint: `regctl certs delivery list ${name}`,
      });
    const needsFiles = deliveries.find((one) => namesFiles(one.target));
    if (needsFiles !== undefined && !deliveries.some((one) => one.target.kind === 'files'))
      throw new RegctlError('CONFLICT', `${name} needs its files delivered`, {
        reason: `delivery ${needsFiles.id} for ${needsFiles.target.kind} names them`,
        hint: `regctl certs delivery delete ${name} ${needsFiles.id}`,
      });
    const changed = stamp(deps, { ...certificate, deliveries });
    await deps.certificates.save(changed);
    return changed;
  });
}

/** Makes what is missing now, whenever it was to be tried again; with `again`, everything. */
export async function runDeliveries(
  deps: CertDeps,
  name: string,
  { again }: { readonly again: boolean },
  call: CertCall = {},
): Promise<Delivered> {
  return lockCertificate(deps, name, call, async () =>
    deliverPending(deps, await requireCertificate(deps, name), { evenEarly: true, again }, call),
  );
}

function checkTarget({ name, wish, issued, deliveries = [] }: Certificate, target: DeliveryTarget): void {
  const isKeyElsewhere = wish.csr !== null || (issued !== null && issued.keyId === null);
  checkPlace(name, target, { present: deliveries.map((one) => one.target), isKeyElsewhere });
}
