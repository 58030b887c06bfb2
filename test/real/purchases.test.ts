import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountQuote, BuyInput, Job } from '../../src/control-plane/domains.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { isRegctlError } from '../../src/core/errors.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { silent, unlimited } from '../support/open-provider.ts';
import { replacing } from '../support/replacing.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';

let folder: string;
let registrar: FakePorkbun;
let minutesAhead = 0;
const opened: ControlPlane[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-purchases-'));
  registrar = await startFakePorkbun();
  minutesAhead = 0;
  await open().accounts.add({
    name: 'shop',
    provider: 'porkbun',
    endpoint: registrar.base,
    storage: 'environment',
  });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await registrar.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A run of regctl: a control plane on the same store. Its clock can be ahead, and does not wait. */
function open(change: (deps: LocalDeps) => LocalDeps = (deps) => deps): ControlPlane {
  const one = openLocalControlPlane({
    environment: { PORKBUN_API_KEY: registrar.apiKey, PORKBUN_SECRET_API_KEY: registrar.secretApiKey },
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger: silent,
    wrap: (deps) =>
      change({
        ...deps,
        clock: { now: () => new Date(Date.now() + minutesAhead * 60_000), sleep: () => Promise.resolve() },
        surroundings: { ...deps.surroundings, limiter: unlimited },
      }),
  });
  opened.push(one);
  return one;
}

const isPurchase = (request: { readonly path: string }): boolean => request.path.includes('/domain/create/');
const quote = (name: string): Promise<AccountQuote> => open().domains.quote({ action: 'register', name });
const input = (asked: AccountQuote, key: string, more: Partial<BuyInput> = {}): BuyInput => ({
  quote: asked,
  maxPrice: null,
  contacts: null,
  nameservers: [],
  privacy: true,
  autoRenew: false,
  idempotencyKey: key,
  ...more,
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await work)}`;
  } catch (error) {
    if (isRegctlError(error)) return error.code;
    return error instanceof Error ? error.message : 'unknown';
  }
}

describe('a purchase', () => {
  it('is made once for one key, and gives the same operation again', async () => {
    const asked = await quote('once.com');
    const first = await open().domains.buy(input(asked, 'k1'));
    const second = await open().domains.buy(input(asked, 'k1'));
    expect(first).toMatchObject({ status: 'done', idempotencyKey: 'k1', action: 'register' });
    expect(second.id).toBe(first.id);
    expect(registrar.purchases).toHaveLength(1);
  });

  it('is refused for a key that stands for something else', async () => {
    await open().domains.buy(input(await quote('one.com'), 'k1'));
    await expect(codeOf(open().domains.buy(input(await quote('two.com'), 'k1')))).resolves.toBe(
      'INVALID_INPUT',
    );
    expect(registrar.purchases).toHaveLength(1);
  });

  it('is found at the registrar when the answer was lost', async () => {
    const asked = await quote('lost.com');
    registrar.inject('lost-after', { when: isPurchase });
    await expect(open().domains.buy(input(asked, 'k1'))).resolves.toMatchObject({ status: 'done' });
    await open().domains.buy(input(asked, 'k1'));
    expect(registrar.purchases).toHaveLength(1);
  });

  it('is not repeated when the process died between request and reply', async () => {
    const asked = await quote('crash.com');
    let saves = 0;
    const dying = open((deps) => ({
      ...deps,
      jobs: replacing(deps.jobs, {
        // The first save stands before the request, the second after the answer: there the process is gone.
        save: (job: Job) => (++saves === 2 ? Promise.reject(new Error('killed')) : deps.jobs.save(job)),
      }),
    }));
    await expect(codeOf(dying.domains.buy(input(asked, 'k1')))).resolves.toBe('killed');
    expect(registrar.purchases).toHaveLength(1);
    await expect(open().domains.buy(input(asked, 'k1'))).resolves.toMatchObject({ status: 'done' });
    expect(registrar.purchases).toHaveLength(1);
  });

  it('is not repeated under another key while the first has no known end', async () => {
    const asked = await quote('doubt.com');
    registrar.inject('lost-before', { when: isPurchase });
    await expect(codeOf(open().domains.buy(input(asked, 'k1')))).resolves.toBe('PURCHASE_UNDECIDED');
    await expect(codeOf(open().domains.buy(input(asked, 'k2')))).resolves.toBe('PURCHASE_UNDECIDED');
    await expect(open().jobs.list({ domain: 'doubt.com', limit: 9 })).resolves.toMatchObject([
      { status: 'unknown', idempotencyKey: 'k1' },
    ]);
    expect(registrar.purchases).toHaveLength(0);
    // Minutes later there is still no trace: the request never arrived.
    minutesAhead = 5;
    await expect(open().domains.buy(input(asked, 'k1'))).resolves.toMatchObject({ status: 'done' });
    expect(registrar.purchases).toHaveLength(1);
  });

  it('is made once by two processes that buy the same at the same time', async () => {
    const asked = await quote('race.com');
    const both = await Promise.all([
      open().domains.buy(input(asked, 'k1')),
      open().domains.buy(input(asked, 'k1')),
    ]);
    expect(both.map((job) => job.status)).toEqual(['done', 'done']);
    expect(registrar.purchases).toHaveLength(1);
  });

  it('costs no more than was allowed', async () => {
    const asked = await quote('dear.com');
    const maxPrice = { minor: (asked.total?.minor ?? 0) - 1, currency: 'USD' };
    await expect(codeOf(open().domains.buy(input(asked, 'k1', { maxPrice })))).resolves.toBe('PRICE_LIMIT');
    expect(registrar.purchases).toHaveLength(0);
  });

  it('is bound to the price that was quoted', async () => {
    const asked = await quote('moved.com');
    const dearer = { ...asked, total: { minor: (asked.total?.minor ?? 0) - 50, currency: 'USD' } };
    await expect(codeOf(open().domains.buy(input(dearer, 'k1')))).resolves.toBe('PRICE_CHANGED');
    expect(registrar.purchases).toHaveLength(0);
    // A refusal is an end: the same key may buy at the right price.
    await expect(open().domains.buy(input(asked, 'k1'))).resolves.toMatchObject({ status: 'done' });
  });

  it('says that the balance does not cover it', async () => {
    const asked = await quote('poor.com');
    registrar.balanceCents = 1;
    await expect(codeOf(open().domains.buy(input(asked, 'k1')))).resolves.toBe('PAYMENT_REQUIRED');
    await expect(open().jobs.list({ domain: 'poor.com', limit: 1 })).resolves.toMatchObject([
      { status: 'failed', error: { code: 'PAYMENT_REQUIRED' } },
    ]);
  });

  it('is bound to another key too, once that asked for what was under way', async () => {
    const asked = await quote('bound.com');
    let saves = 0;
    const dying = open((deps) => ({
      ...deps,
      jobs: replacing(deps.jobs, {
        save: (job: Job) => (++saves === 2 ? Promise.reject(new Error('killed')) : deps.jobs.save(job)),
      }),
    }));
    await expect(codeOf(dying.domains.buy(input(asked, 'a1')))).resolves.toBe('killed');
    await expect(open().domains.buy(input(asked, 'a2'))).resolves.toMatchObject({
      status: 'done',
      idempotencyKey: 'a2',
      detail: expect.stringContaining('was under way already') as unknown,
    });
    await expect(open().domains.buy(input(asked, 'a2'))).resolves.toMatchObject({ status: 'done' });
    expect(registrar.purchases).toHaveLength(1);
  });

  it('is not given up while its end is not known, but looked up', async () => {
    const asked = await quote('doubt2.com');
    registrar.inject('lost-before', { when: isPurchase });
    await expect(codeOf(open().domains.buy(input(asked, 'k1')))).resolves.toBe('PURCHASE_UNDECIDED');
    const [job] = await open().jobs.list({ domain: 'doubt2.com', limit: 1 });
    await expect(codeOf(open().jobs.cancel(job?.id ?? ''))).resolves.toBe('PURCHASE_UNDECIDED');
    minutesAhead = 5;
    await expect(open().jobs.cancel(job?.id ?? '')).resolves.toMatchObject({ status: 'failed' });
  });

  it('is refused for a key that stands for other years', async () => {
    const asked = await quote('years.com');
    await open().domains.buy(input(asked, 'k1'));
    await expect(codeOf(open().domains.buy(input({ ...asked, years: 3 }, 'k1')))).resolves.toBe(
      'INVALID_INPUT',
    );
    expect(registrar.purchases).toHaveLength(1);
  });
});
