import { expect, it } from 'vitest';
import { createDurableLiveState } from '../../src/adapters/live/durable.ts';
import { createMemoryLiveState } from '../../src/adapters/live/memory.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { liveStateContract } from '../contracts/live-state.ts';
import { silent } from '../support/open-provider.ts';

liveStateContract('memory', () =>
  Promise.resolve({ live: createMemoryLiveState(), database: openNodeDatabase(':memory:') }),
);

it('live state in memory forgets what was silent longest, and never grows', async () => {
  const live = createMemoryLiveState();
  for (let i = 0; i <= 1_000; i++) await live.tell(String(i), { progress: 'said', ended: false });
  expect(await live.hear('0', undefined, 1)).toBeUndefined();
  expect(await live.hear('1000', undefined, 1)).toMatchObject({ progress: 'said' });
});

it('live state that cannot be reached stops nobody, and makes nobody ask again and again', async () => {
  const broken = {
    tell: () => Promise.reject(new Error('gone')),
    hear: () => Promise.reject(new Error('gone')),
  };
  const live = createDurableLiveState(() => broken, silent);
  await live.tell('one', { progress: 'said', ended: false });
  const began = Date.now();
  expect(await live.hear('one', undefined, 50)).toBeUndefined();
  expect(Date.now() - began).toBeGreaterThanOrEqual(45);
});
