import type { CertificateAuthority } from '../../ports/certificate-authority.ts';
import { changeKey, findAccount, registerAccount, updateAccount } from './account.ts';
import { deactivateAuthorization, getAuthorization } from './authorization.ts';
import { getCertificate, revokeCertificate } from './certificate.ts';
import { answerChallenge, dnsChallengeValue } from './challenge.ts';
import { describeDirectory } from './directory.ts';
import { finalizeOrder, getOrder, newOrder } from './order.ts';
import { getRenewalInfo } from './renewal-info.ts';
import { AcmeTransport, type AcmeDeps } from './transport.ts';

export type { AcmeDeps } from './transport.ts';

/** Opens the CA of a directory URL. Nothing is asked before it is needed. */
export function createAcmeAuthority(directoryUrl: string, deps: AcmeDeps): CertificateAuthority {
  const transport = new AcmeTransport(directoryUrl, deps);
  return {
    directoryUrl,
    directory: async (signal) => describeDirectory(await transport.directory(signal)),
    register: (input, signal) => registerAccount(transport, input, signal),
    findAccount: (keyPem, signal) => findAccount(transport, keyPem, signal),
    setContact: (signer, contact, signal) => updateAccount(transport, signer, { contact }, signal),
    deactivateAccount: async (signer, signal) => {
      await updateAccount(transport, signer, { status: 'deactivated' }, signal);
    },
    changeKey: (signer, newKeyPem, signal) => changeKey(transport, signer, newKeyPem, signal),
    newOrder: (signer, order, signal) => newOrder(transport, signer, order, signal),
    order: (signer, url, signal) => getOrder(transport, signer, url, signal),
    authorization: (signer, url, signal) => getAuthorization(transport, signer, url, signal),
    deactivateAuthorization: (signer, url, signal) => deactivateAuthorization(transport, signer, url, signal),
    dnsChallengeValue: (signer, token) => dnsChallengeValue(transport, signer, token),
    answerChallenge: (signer, url, signal) => answerChallenge(transport, signer, url, signal),
    finalize: (signer, order, csr, signal) => finalizeOrder(transport, signer, order, csr, signal),
    certificate: (signer, url, signal) => getCertificate(transport, signer, url, signal),
    revoke: (signer, certificate, reason, signal) =>
      revokeCertificate(transport, signer, certificate, reason, signal),
    renewalInfo: (id, signal) => getRenewalInfo(transport, id, signal),
  };
}
