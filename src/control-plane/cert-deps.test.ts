import { expect, it } from 'vitest';
import { RegctlError } from '../core/errors.ts';
import type { ChallengeWrite } from '../services/certs/challenge-place.ts';
import { createCertDeps } from './cert-deps.ts';

it('waits once for a zone that is held, however many certificates write to it', async () => {
  const { challengeWrites } = createCertDeps({} as never, {} as never, {} as never);
  let waits = 0;
  const work = async (): Promise<never> => {
    waits += 1;
    throw new RegctlError('LOCKED', 'zone example.org is held by another regctl');
  };
  const items: readonly ChallengeWrite[] = [];
  const ends = await Promise.allSettled([1, 2, 3].map(() => challengeWrites.run('zone', items, work)));
  expect(ends.map((end) => end.status)).toEqual(Array(3).fill('rejected'));
  expect(waits).toBe(1);
});
