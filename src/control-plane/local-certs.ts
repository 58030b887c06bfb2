import { findAcmeCa, isInternalCa, NAMED_CAS } from '../core/certificate-authorities.ts';
import {
  deactivateAcmeAccount,
  ensureAcmeAccount,
  rollAcmeKey,
  setAcmeContact,
  showAcmeAccount,
} from '../services/certs/accounts.ts';
import { checkServed, type CheckDeps } from '../services/certs/check.ts';
import { addDelivery, removeDelivery, runDeliveries } from '../services/certs/deliveries.ts';
import type { CertDeps } from '../services/certs/deps.ts';
import { createRoot, findRoot, type RootDeps } from '../services/certs/internal.ts';
import { issueCertificate } from '../services/certs/issue.ts';
import { renewDue } from '../services/certs/renew-due.ts';
import { deleteCertificate, revokeCertificate } from '../services/certs/revoke.ts';
import { readCertificateFiles, requireCertificate } from '../services/certs/stored.ts';
import type { CertificateOperations, DeliveryOperations, InternalCaOperations } from './certs.ts';

/** Certificates, by the services of this process. */
export function certificateOperations(deps: CertDeps & CheckDeps): CertificateOperations {
  return {
    issue: (input, options) => issueCertificate(deps, input, options),
    list: (filter) => deps.certificates.list(filter),
    get: (name) => requireCertificate(deps, name),
    files: (name) => readCertificateFiles(deps, name),
    renew: (input, options) => renewDue(deps, input, options),
    revoke: (name, { reason }, options) => revokeCertificate(deps, name, reason, options),
    delete: (name, options) => deleteCertificate(deps, name, options),
    check: async (input, options) => {
      const issued = (await deps.certificates.find(input.host))?.issued ?? null;
      const expected =
        issued === null || issued.revokedAt !== null ? {} : { fingerprint: issued.fingerprint };
      return checkServed(deps, { ...expected, ...input }, options);
    },
    accounts: {
      list: () => deps.certificates.accounts(),
      get: (ca, options) => showAcmeAccount(deps, ca, options),
      create: async (input, options) => (await ensureAcmeAccount(deps, input, options)).account,
      setContact: (ca, contact, options) => setAcmeContact(deps, ca, contact, options),
      changeKey: (ca, options) => rollAcmeKey(deps, ca, options),
      deactivate: (ca, { forget }, options) => deactivateAcmeAccount(deps, ca, forget, options),
    },
    authorities: () =>
      Promise.resolve(
        deps.internalCa === undefined ? NAMED_CAS.filter((ca) => !isInternalCa(ca.name)) : NAMED_CAS,
      ),
    authority: async (ca, options) => {
      const { directoryUrl } = findAcmeCa(ca);
      const authority = await deps.authorityOf(directoryUrl);
      return { ...(await authority.directory(options?.signal)), directoryUrl };
    },
  };
}

/** The root of this machine. */
export function internalCaOperations(deps: RootDeps): InternalCaOperations {
  return { get: () => findRoot(deps), create: (input) => createRoot(deps, input) };
}

/** Where certificates of this machine are put. */
export function deliveryOperations(deps: CertDeps): DeliveryOperations {
  return {
    list: async (name) => (await requireCertificate(deps, name)).deliveries ?? [],
    add: (name, target, options) => addDelivery(deps, name, target, options),
    remove: (name, id, options) => removeDelivery(deps, name, id, options),
    run: (name, input, options) => runDeliveries(deps, name, input, options),
  };
}
