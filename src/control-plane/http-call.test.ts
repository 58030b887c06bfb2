import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { refused } from '../../test/support/refused.ts';
import { RegctlError } from '../core/errors.ts';
import { sessionContract } from './contract/organization.ts';
import { callOperation, spendSetupToken, type HostedOptions } from './http-call.ts';

describe('a control plane that does not answer', () => {
  const hosted: HostedOptions = {
    host: 'http://127.0.0.1:8765',
    http: {
      send: () =>
        Promise.reject(
          new RegctlError('NETWORK', 'no answer from 127.0.0.1:8765', {
            reason: 'connection refused',
            hint: 'check the endpoint of the account',
            details: { outcome: 'none' },
          }),
        ),
    },
    clock: createFakeClock(),
    token: () => Promise.resolve('token'),
    newKey: () => 'key',
  };

  it('is looked for at its address, and not at that of an account', async () => {
    const setup = { token: 'rgs_1', organization: 'X', name: 'Ada', email: 'ada@example.org' };
    for (const call of [spendSetupToken(hosted, setup), callOperation(hosted, sessionContract.get, {})])
      expect(await refused(call)).toMatchObject({
        code: 'NETWORK',
        message: 'no answer from 127.0.0.1:8765',
        reason: 'connection refused',
        hint: 'check the address with `regctl config get host`, and that a control plane runs there',
        details: { outcome: 'none' },
      });
  });
});
