import type { Contacts } from '../../core/contact.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { toJson } from '../../core/json.ts';
import type { Money } from '../../core/money.ts';
import type { DomainName } from '../../core/names.ts';
import { refuseDear } from '../../core/price-limit.ts';
import { OPEN_JOBS, type Job } from '../../ports/job-store.ts';
import type { Progress, Purchase, PurchaseAction, Quote, RegistrarAction } from '../../ports/registrar.ts';
import { domainLock, type DomainCall, type DomainDeps } from './deps.ts';
import { findDomain, registrarAccounts, requireAction, type RegistrarAccount } from './find-domain.ts';
import { checkTransfer } from './transfer-checks.ts';
import { newJob, saveFailure, saveJob, saveProgress } from './jobs.ts';

const LOCK_TIMEOUT_MS = 30_000;
/** Milliseconds after which a request that left no trace at the registrar was not received: twice the bound on one request. */
const SETTLE_MS = 180_000;
/** Looks for a purchase whose answer was lost, and milliseconds between them. */
const TRACE_LOOKS = 3;
const TRACE_PAUSE_MS = 2_000;

const ACTIONS: { readonly [A in PurchaseAction]: RegistrarAction } = {
  register: 'register',
  renew: 'renew',
  transfer: 'transfer-start',
};

export interface QuoteInput {
  readonly action: PurchaseAction;
  readonly name: DomainName;
  readonly years?: number;
  readonly account?: string;
}

/** A quote with the account that gives it. Plain JSON data: it can be shown, agreed to and bought later. */
export interface AccountQuote extends Quote {
  readonly account: string;
  readonly provider: string;
}

/** Asks what something costs now. @throws RegctlError `DOMAIN_UNAVAILABLE`, `DOMAIN_NOT_FOUND`, `AMBIGUOUS`, `CAPABILITY_MISSING`, `INVALID_INPUT` */
export async function quotePurchase(
  deps: DomainDeps,
  input: QuoteInput,
  call: DomainCall = {},
): Promise<AccountQuote> {
  const seller = await sellerOf(deps, input, call);
  const { account, registrar } = seller;
  requireAction(seller, ACTIONS[input.action], input.name);
  const { min, max } = registrar.capabilities.years;
  const years = input.years ?? min;
  if (!Number.isInteger(years) || years < min || years > max) {
    throw new RegctlError(
      'INVALID_INPUT',
      `${input.name}: ${String(years)} years cannot be bought from ${account.name}`,
      {
        reason:
          min === max
            ? `${account.provider} sells ${String(min)} by its API`
            : `it sells ${String(min)} to ${String(max)}`,
        hint: `--years ${String(min)}`,
      },
    );
  }
  if (registrar.quote === undefined)
    throw new RegctlError('INTERNAL', `defect: ${account.provider} sells and quotes nothing`);
  const quote = await registrar.quote({ action: input.action, name: input.name, years }, call.signal);
  return { ...quote, account: account.name, provider: account.provider };
}

export interface BuyInput {
  readonly quote: AccountQuote;
  /** What the user lets it cost at most; null only where the user was shown the price and agreed to it. */
  readonly maxPrice: Money | null;
  readonly contacts: Contacts | null;
  readonly nameservers: readonly DomainName[];
  readonly privacy: boolean;
  readonly autoRenew: boolean;
  readonly authCode?: string;
  readonly idempotencyKey: string;
  /** Of a transfer to other name servers: lets it pass with so many faults of theirs. */
  readonly allowFaults?: number;
}

/**
 * Buys what was quoted, once.
 *
 * The request is in the store before it is sent. A run that finds it there, by its key or as an open request for the same thing, first looks at the registrar
 * what became of it, and repeats nothing that may have happened.
 *
 * @throws RegctlError `PRICE_LIMIT`, `PRICE_CHANGED`, `PAYMENT_REQUIRED`, `PURCHASE_UNDECIDED`, `DOMAIN_UNAVAILABLE`, `INVALID_INPUT` for a key used for something else
 */
export async function buy(deps: DomainDeps, input: BuyInput, call: DomainCall = {}): Promise<Job> {
  const { quote } = input;
  if (input.maxPrice !== null) refuseDear(quote, input.maxPrice);
  const [seller] = await registrarAccounts(deps, quote.account);
  if (seller === undefined) throw new RegctlError('INTERNAL', `defect: no registrar at ${quote.account}`);
  return deps.lock.withLock(
    domainLock(quote.account, quote.name),
    { timeoutMs: LOCK_TIMEOUT_MS, ...(call.signal === undefined ? {} : { signal: call.signal }) },
    async () => {
      const earlier = await earlierJob(deps, input);
      const settled = earlier === undefined ? {} : await settle(deps, seller, earlier, call);
      if ('job' in settled) return bindKey(deps, settled.job, input.idempotencyKey);
      if (quote.action === 'transfer') {
        const { nameservers, allowFaults } = input;
        const faults = allowFaults === undefined ? {} : { allowFaults };
        await checkTransfer(deps, seller, { name: quote.name, nameservers, ...faults }, call);
      }
      return send(deps, seller, input, settled.registrarKey);
    },
  );
}

async function send(
  deps: DomainDeps,
  seller: RegistrarAccount,
  input: BuyInput,
  sentBefore: string | undefined,
): Promise<Job> {
  const { quote } = input;
  // A registrar may keep what became of a key, refusals too: a new attempt has a new one. What may have been received goes out under the same again.
  const registrarKey = sentBefore ?? crypto.randomUUID();
  const job = newJob(deps, {
    account: quote.account,
    provider: quote.provider,
    domain: quote.name,
    action: quote.action,
    idempotencyKey: input.idempotencyKey,
    request: {
      registrarKey,
      quote: toJson(quote),
      privacy: input.privacy,
      autoRenew: input.autoRenew,
      nameservers: [...input.nameservers],
    },
  });
  await deps.jobs.save(job);
  // Without the user's signal: what was sent is waited for, so that Ctrl-C leaves no doubt behind.
  const purchase: Purchase = {
    quote,
    contacts: input.contacts,
    nameservers: input.nameservers,
    privacy: input.privacy,
    autoRenew: input.autoRenew,
    idempotencyKey: registrarKey,
    ...(input.authCode === undefined ? {} : { authCode: input.authCode }),
  };
  let progress: Progress;
  try {
    if (seller.registrar.buy === undefined)
      throw new RegctlError('INTERNAL', `defect: ${quote.provider} sells nothing`);
    progress = await seller.registrar.buy(purchase);
  } catch (error) {
    if (!isUndecided(error)) {
      await saveFailure(deps, job, error);
      throw error;
    }
    return lookForTrace(deps, seller, job, error);
  }
  return saveProgress(deps, job, progress);
}

/** The answer was lost: looks at the registrar a few times before it is said that nobody knows. */
async function lookForTrace(
  deps: DomainDeps,
  seller: RegistrarAccount,
  job: Job,
  cause: unknown,
): Promise<Job> {
  // Not stopped by Ctrl-C: whoever stops here would not know whether money was spent.
  for (let look = 1; look <= TRACE_LOOKS; look++) {
    const found = await trace(seller, job, {});
    if (found !== undefined) return saveProgress(deps, job, found);
    if (look < TRACE_LOOKS) await deps.clock.sleep(TRACE_PAUSE_MS);
  }
  await saveJob(deps, job, { status: 'unknown', detail: 'the answer of the registrar was lost' });
  throw undecided(job, cause);
}

/** What became of an earlier request: its job; or that it may be sent anew, and under which key at the registrar where it may have been received before. */
type Settled = { readonly job: Job } | { readonly registrarKey?: string };

/** Another key asked for what was under way: it stands for that purchase from now on, so that its repetition buys nothing either. */
async function bindKey(deps: DomainDeps, job: Job, idempotencyKey: string): Promise<Job> {
  if (job.idempotencyKey === idempotencyKey) return job;
  const bound: Job = {
    ...newJob(deps, { ...job, idempotencyKey, request: { ...job.request, sameAs: job.id } }),
    status: job.status,
    handle: job.handle,
    detail: `the purchase ${job.id} was under way already; nothing was bought besides`,
  };
  await deps.jobs.save(bound);
  return bound;
}

/** Asks the registrar what became of a purchase that has no known end. @throws RegctlError `PURCHASE_UNDECIDED` while that cannot be said */
export async function settlePurchase(
  deps: DomainDeps,
  seller: RegistrarAccount,
  job: Job,
  call: DomainCall,
): Promise<Job> {
  const settled = await settle(deps, seller, job, call);
  if ('job' in settled) return settled.job;
  return (await deps.jobs.get(job.id)) ?? job;
}

async function settle(
  deps: DomainDeps,
  seller: RegistrarAccount,
  job: Job,
  call: DomainCall,
): Promise<Settled> {
  if (job.status === 'done' || job.status === 'cancelled') return { job };
  if (job.status === 'running' || job.status === 'action-required') {
    if (job.handle === null || seller.registrar.follow === undefined) return { job };
    return { job: await saveProgress(deps, job, await seller.registrar.follow(job.handle, call.signal)) };
  }
  const isOpen = job.status !== 'failed';
  if (isOpen) {
    const found = await trace(seller, job, call);
    if (found !== undefined) return { job: await saveProgress(deps, job, found) };
    const age = deps.clock.now().getTime() - Date.parse(job.startedAt);
    if (age < SETTLE_MS) throw undecided(job, undefined);
  }
  // Nothing came of it: the user's key is free for the same thing again.
  await saveJob(deps, job, { status: 'failed', idempotencyKey: null, detail: 'nothing came of it' });
  const { registrarKey } = job.request;
  return isOpen && typeof registrarKey === 'string' ? { registrarKey } : {};
}

async function trace(seller: RegistrarAccount, job: Job, call: DomainCall): Promise<Progress | undefined> {
  const quote = job.request['quote'] as unknown as Quote;
  try {
    return await seller.registrar.findPurchase?.(quote, call.signal);
  } catch (error) {
    // Who does not answer now knows nothing: it stays undecided.
    if (isRegctlError(error) && error.category === 'transient') return undefined;
    throw error;
  }
}

async function earlierJob(deps: DomainDeps, { quote, idempotencyKey }: BuyInput): Promise<Job | undefined> {
  const sameKey = await deps.jobs.findByKey(idempotencyKey);
  if (sameKey !== undefined) {
    if (isSamePurchase(sameKey, quote)) return sameKey;
    throw new RegctlError(
      'INVALID_INPUT',
      `the idempotency key was used for ${sameKey.action} of ${sameKey.domain}`,
      {
        reason: 'one key stands for one purchase',
        hint: 'give another --idempotency-key',
      },
    );
  }
  const [open] = await deps.jobs.list({
    account: quote.account,
    domain: quote.name,
    action: quote.action,
    statuses: OPEN_JOBS,
    limit: 1,
  });
  return open;
}

function isSamePurchase(job: Job, quote: AccountQuote): boolean {
  const { years } = job.request['quote'] as unknown as Quote;
  return (
    job.domain === quote.name &&
    job.action === quote.action &&
    job.account === quote.account &&
    years === quote.years
  );
}

async function sellerOf(deps: DomainDeps, input: QuoteInput, call: DomainCall): Promise<RegistrarAccount> {
  if (input.action === 'renew') return findDomain(deps, input, call);
  const sellers = await registrarAccounts(deps, input.account);
  const [only] = sellers;
  if (only !== undefined && sellers.length === 1) return only;
  throw new RegctlError('AMBIGUOUS', `${input.name}: which registrar?`, {
    reason: `${sellers.map((one) => one.account.name).join(', ')} are registrars`,
    hint: `compare with \`regctl domains price ${input.name}\`, then add \`--account NAME\``,
  });
}

function isUndecided(error: unknown): boolean {
  return (
    isRegctlError(error) &&
    (error.code === 'NETWORK' || error.code === 'PROVIDER_UNAVAILABLE' || error.code === 'INTERRUPTED')
  );
}

function undecided(job: Job, cause: unknown): RegctlError {
  return new RegctlError(
    'PURCHASE_UNDECIDED',
    `whether ${job.account} carried out ${job.action} of ${job.domain} is not known`,
    {
      reason:
        'the request was sent, no answer came, and nothing is to be seen there yet; it is not sent again',
      hint: `in some minutes run the same command again: it looks first (\`regctl ops get ${job.id}\`)`,
      details: { operation: job.id },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
