import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { refused } from '../../../test/support/refused.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Certificate } from '../../ports/certificate-store.ts';
import type { CertDeps } from './deps.ts';
import { renewDue } from './renew-due.ts';

describe('a run of renewals that is stopped', () => {
  it('ends once all that are under way have ended, and begins no other', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `c${String(i)}.example.org`);
    const slow = Promise.withResolvers<void>();
    const begun: string[] = [];
    const stopped = new RegctlError('INTERRUPTED', 'stopped');
    const deps = {
      clock: createFakeClock(),
      certificates: { list: async () => names.map((name) => ({ name }) as Certificate) },
      lock: {
        withLock: async (name: string): Promise<never> => {
          begun.push(name);
          // The second has records to take away.
          if (begun.length === 2) await slow.promise;
          throw stopped;
        },
      },
    } as unknown as CertDeps;
    let hasEnded = false;
    const end = refused(renewDue(deps, { force: true })).finally(() => (hasEnded = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasEnded).toBe(false);
    slow.resolve();
    expect(await end).toBe(stopped);
    expect(begun).toHaveLength(16);
  });
});
