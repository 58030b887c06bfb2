import { RegctlError } from '../core/errors.ts';
import type { CertificateOperations } from './certs.ts';

/** Certificates of a server: not part of its interface yet. */
export function hostedCertificates(): CertificateOperations {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new RegctlError('MODE_UNSUPPORTED', 'certificates are not to be had from a server', {
        reason: 'they are issued by this machine alone',
        hint: 'add `--mode local`',
      }),
    );
  return {
    issue: refuse,
    list: refuse,
    get: refuse,
    files: refuse,
    renew: refuse,
    revoke: refuse,
    delete: refuse,
    check: refuse,
    accounts: {
      list: refuse,
      get: refuse,
      create: refuse,
      setContact: refuse,
      changeKey: refuse,
      deactivate: refuse,
    },
    authorities: refuse,
    authority: refuse,
  };
}
