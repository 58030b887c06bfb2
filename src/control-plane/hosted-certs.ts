import { RegctlError } from '../core/errors.ts';
import type { CertCallOptions, CertificateOperations } from './certs.ts';
import { contract } from './contract.ts';
import type { Call } from './http-call.ts';
import type { HttpCallOptions } from './http-call-options.ts';
import { fromProblem, type Problem } from './problem.ts';

/** Certificates of a server, over HTTP. */
export function hostedCertificates(call: Call): CertificateOperations {
  const { certs, acmeAccounts } = contract;
  return {
    issue: (input, options) => call(certs.issue, input, heard(options)),
    list: (filter) => call(certs.list, filter),
    get: (name) => call(certs.get, { name }),
    files: (name) => call(certs.files, { name }),
    renew: async (input, options) =>
      (await call(certs.renew, input, heard(options))).map((one) => ({
        ...one,
        error: failureOf(one.error),
      })),
    revoke: (name, input, options) => call(certs.revoke, { ...input, name }, heard(options)),
    delete: (name, options) => call(certs.delete, { name }, heard(options)),
    check: async (input, options) => {
      const result = await call(certs.check, input, heard(options));
      return { ...result, error: failureOf(result.error) };
    },
    accounts: {
      list: () => call(acmeAccounts.list, {}),
      get: (ca, options) => call(acmeAccounts.get, { ca }, heard(options)),
      create: (input, options) => call(acmeAccounts.create, input, heard(options)),
      setContact: (ca, contact, options) => call(acmeAccounts.setContact, { ca, contact }, heard(options)),
      changeKey: (ca, options) => call(acmeAccounts.changeKey, { ca }, heard(options)),
      deactivate: (ca, input, options) => call(acmeAccounts.deactivate, { ...input, ca }, heard(options)),
    },
    authorities: () => call(certs.authorities, {}),
    authority: (ca, options) => call(certs.authority, { ca }, heard(options)),
  };
}

/** What a call about certificates is told of all that a server may tell. */
export function heard(options: CertCallOptions = {}): HttpCallOptions {
  const { onEvent, ...rest } = options;
  if (onEvent === undefined) return rest;
  return {
    ...rest,
    onEvent: (event) => {
      if (event.kind === 'waiting' || event.kind === 'warning') onEvent(event);
    },
  };
}

function failureOf(problem: Problem | null): RegctlError | null {
  if (problem === null) return null;
  const failure = fromProblem(problem);
  if (failure !== undefined) return failure;
  throw new RegctlError('INTERNAL', 'defect: a problem that was read cannot be made a failure');
}
