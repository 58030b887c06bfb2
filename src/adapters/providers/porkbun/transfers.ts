import { isRegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { DONE, type Progress, type Quote } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import { DOMAINS_PAGE } from './refusal-rules.ts';
import { findRegistration, toRegistration } from './registrations.ts';
import { apiTransfer } from './registrar-schema.ts';

/** Looks for a purchase by its traces: the registration, its moved expiry, or a transfer. */
export async function findPurchase(
  client: PorkbunClient,
  { action, name, expiresAt }: Quote,
  signal?: AbortSignal,
): Promise<Progress | undefined> {
  const [held] = await client.domains(name, signal);
  if (action === 'register') return held === undefined ? undefined : DONE;
  if (action === 'renew') {
    const now = held === undefined ? null : toRegistration(held).expiresAt;
    if (now === null || expiresAt === null) return undecided(name, 'its expiry is not known');
    return Date.parse(now) > Date.parse(expiresAt) ? DONE : undefined;
  }
  const progress = await readTransfer(client, name, signal);
  if (held !== undefined) return DONE;
  if (progress === undefined || progress.state === 'running') return progress;
  return undecided(name, `its last transfer is ${progress.detail ?? 'over'}, which may be an earlier one`);
}

function undecided(name: DomainName, why: string): Progress {
  return { state: 'action-required', handle: null, detail: `look at ${name} at ${DOMAINS_PAGE}: ${why}` };
}

/** How a transfer stands; one that is over and gone from the list shows as the registration. */
export async function transferStatus(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Progress> {
  const progress = await readTransfer(client, name, signal);
  if (progress !== undefined) return progress;
  await findRegistration(client, name, signal);
  return DONE;
}

/** Undefined where the account has none for the name. */
async function readTransfer(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Progress | undefined> {
  try {
    const { transfer } = await client.call({
      path: ['domain', 'getTransfer', name],
      expect: apiTransfer,
      what: `the transfer of ${name}`,
      domain: name,
      part: 'registrar',
      repeat: 'always',
      signal,
    });
    const detail = transfer.statusDescription ?? transfer.status;
    // The words of the API v3, "Get Transfer" (read 2026-11-21); all others are steps on the way.
    if (transfer.status === 'DONE') return { state: 'done', handle: null, detail };
    if (transfer.status === 'CANCELED') return { state: 'failed', handle: null, detail };
    return { state: 'running', handle: name, detail };
  } catch (error) {
    if (isRegctlError(error, 'DOMAIN_NOT_FOUND')) return undefined;
    throw error;
  }
}
