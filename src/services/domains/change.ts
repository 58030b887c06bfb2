import type { Contacts } from '../../core/contact.ts';
import { RegctlError, type Json } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { GlueHost, Progress } from '../../ports/registrar.ts';
import { domainLock, type DomainCall, type DomainDeps, type DomainRef } from './deps.ts';
import { findDomain, requireAction, type FoundDomain } from './find-domain.ts';
import { newJob, saveProgress } from './jobs.ts';

const LOCK_TIMEOUT_MS = 30_000;

/** What became of a change: done, or running under an operation. */
export interface DomainChange {
  readonly name: DomainName;
  readonly account: string;
  readonly provider: string;
  /** What was done: `unlock`, `autorenew-off` and `privacy-off` where a switch was turned off, else the name of the registrar's action. */
  readonly action: string;
  readonly state: Progress['state'];
  readonly detail: string | null;
  /** The operation to wait for; null when all is done. */
  readonly operation: string | null;
}

/** One switch or setting of a registration. */
export type DomainSetting =
  | { readonly action: 'lock'; readonly on: boolean }
  | { readonly action: 'autorenew'; readonly on: boolean }
  | { readonly action: 'privacy'; readonly on: boolean }
  | { readonly action: 'contacts-set'; readonly contacts: Contacts }
  | { readonly action: 'contacts-verify' }
  | { readonly action: 'glue-set'; readonly glue: GlueHost }
  | { readonly action: 'transfer-approve' }
  | { readonly action: 'transfer-cancel' };

/** Changes one setting of a registration. @throws RegctlError `DOMAIN_NOT_FOUND`, `CAPABILITY_MISSING`, `REGISTRAR_REFUSED` */
export async function changeDomain(
  deps: DomainDeps,
  ref: DomainRef,
  setting: DomainSetting,
  call: DomainCall = {},
): Promise<DomainChange> {
  const found = await findDomain(deps, ref, call);
  requireAction(found, setting.action, ref.name);
  return carryOut(deps, found, wordOf(setting), describe(setting), () => apply(found, setting, call.signal));
}

/** Runs one change under the lock of the registration, and keeps a job of what is not done at once. */
export async function carryOut(
  deps: DomainDeps,
  found: FoundDomain,
  action: string,
  request: { readonly [key: string]: Json },
  work: () => Promise<Progress>,
): Promise<DomainChange> {
  const { account, registration } = found;
  return deps.lock.withLock(
    domainLock(account.name, registration.name),
    { timeoutMs: LOCK_TIMEOUT_MS },
    async () => {
      const progress = await work();
      const base = { name: registration.name, account: account.name, provider: account.provider, action };
      if (progress.state === 'failed') {
        throw new RegctlError(
          'REGISTRAR_REFUSED',
          `${account.name} did not carry out ${action} of ${registration.name}`,
          {
            reason: progress.detail ?? 'the registrar does not say why',
            hint: `regctl domains get ${registration.name}`,
          },
        );
      }
      if (progress.state === 'done')
        return { ...base, state: progress.state, detail: progress.detail, operation: null };
      const job = await saveProgress(
        deps,
        newJob(deps, {
          account: account.name,
          provider: account.provider,
          domain: registration.name,
          action,
          request,
        }),
        progress,
      );
      return { ...base, state: progress.state, detail: progress.detail, operation: job.id };
    },
  );
}

function apply(
  { registrar, registration }: FoundDomain,
  setting: DomainSetting,
  signal?: AbortSignal,
): Promise<Progress> {
  const { name } = registration;
  const member = ((): Promise<Progress> | undefined => {
    switch (setting.action) {
      case 'lock':
        return registrar.setLock?.(name, setting.on, signal);
      case 'autorenew':
        return registrar.setAutoRenew?.(name, setting.on, signal);
      case 'privacy':
        return registrar.setPrivacy?.(name, setting.on, signal);
      case 'contacts-set':
        return registrar.setContacts?.(name, setting.contacts, signal);
      case 'contacts-verify':
        return registrar.verifyContacts?.(name, signal);
      case 'glue-set':
        return registrar.setGlue?.(name, setting.glue, signal);
      case 'transfer-approve':
        return registrar.approveTransfer?.(name, signal);
      case 'transfer-cancel':
        return registrar.cancelTransfer?.(name, signal);
    }
  })();
  if (member === undefined)
    throw new RegctlError('INTERNAL', `defect: ${setting.action} is declared and not there`);
  return member;
}

/** What a change is called: turning a switch off is another thing than turning it on. */
function wordOf(setting: DomainSetting): string {
  if (!('on' in setting) || setting.on) return setting.action;
  return setting.action === 'lock' ? 'unlock' : `${setting.action}-off`;
}

/** What is kept of a change: contacts are personal and stay out. */
function describe(setting: DomainSetting): { readonly [key: string]: Json } {
  if (setting.action === 'glue-set')
    return { host: setting.glue.host, addresses: [...setting.glue.addresses] };
  return 'on' in setting ? { on: setting.on } : {};
}
