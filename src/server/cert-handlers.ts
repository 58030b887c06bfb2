import { toProblem, type Problem } from '../control-plane/problem.ts';
import type { RegctlError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';

/** Certificates: failures inside of results travel as problems. */
export const certHandlers: Handlers['certs'] = {
  issue: (regctl, input, call) => regctl.certs.issue(input, call),
  list: (regctl, filter) => regctl.certs.list(filter),
  get: (regctl, { name }) => regctl.certs.get(name),
  files: (regctl, { name }) => regctl.certs.files(name),
  renew: async (regctl, input, call) =>
    (await regctl.certs.renew(input, call)).map((one) => ({ ...one, error: problemOf(one.error) })),
  revoke: (regctl, { name, ...input }, call) => regctl.certs.revoke(name, input, call),
  delete: (regctl, { name }, call) => regctl.certs.delete(name, call),
  check: async (regctl, input, call) => {
    const result = await regctl.certs.check(input, call);
    return { ...result, error: problemOf(result.error) };
  },
  authorities: (regctl) => regctl.certs.authorities(),
  authority: (regctl, { ca }, call) => regctl.certs.authority(ca, call),
};

export const acmeAccountHandlers: Handlers['acmeAccounts'] = {
  list: (regctl) => regctl.certs.accounts.list(),
  get: (regctl, { ca }, call) => regctl.certs.accounts.get(ca, call),
  create: (regctl, input, call) => regctl.certs.accounts.create(input, call),
  setContact: (regctl, { ca, contact }, call) => regctl.certs.accounts.setContact(ca, contact, call),
  changeKey: (regctl, { ca }, call) => regctl.certs.accounts.changeKey(ca, call),
  deactivate: (regctl, { ca, ...input }, call) => regctl.certs.accounts.deactivate(ca, input, call),
};

function problemOf(error: RegctlError | null): Problem | null {
  return error === null ? null : toProblem(error, '');
}
