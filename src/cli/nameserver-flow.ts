import type { DomainRef, NameserversResult } from '../control-plane/domains.ts';
import { RegctlError } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import type { DomainName } from '../core/names.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import {} from './domain-view.ts';
import { domainOptions } from './domain-words.ts';
import type { View } from './output/view.ts';

/** Flags of commands that change a delegation. */
export const DELEGATION_FLAGS = {
  'allow-faults': {
    type: 'integer',
    value: 'N',
    description: 'delegate although the new servers have at most so many faults',
  },
  'dry-run': { type: 'boolean', short: 'n', description: 'check the new servers and change nothing' },
} as const;

export const DELEGATION_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'domain' },
  { name: 'before', description: 'name servers before' },
  { name: 'after', description: 'name servers afterwards' },
  { name: 'asked', description: 'RRsets that each new server was asked for' },
  { name: 'compared', description: 'zone: with the records of an account; apex: no account serves the zone' },
  { name: 'faults', description: 'what is wrong with the new servers' },
  { name: 'state', description: 'done, running or action-required; null when dry' },
  { name: 'operation', description: 'what to wait for with `ops wait`' },
];

export const DELEGATION_EXIT_CODES: { readonly [code: number]: string } = {
  3: 'with --dry-run: the new servers have faults',
  4: 'no account',
  5: 'no account holds it',
  6: 'the registrar has no API for it',
  7: 'the new servers are not ready, or the registrar refused',
  8: 'the registrar still works on it',
  10: 'a server could not be reached',
};

/** Checks, asks, delegates, and gives what to print. */
export async function delegate(
  context: Context,
  ref: DomainRef,
  nameservers: readonly DomainName[],
  flags: { readonly 'allow-faults': number | undefined; readonly 'dry-run': boolean },
): Promise<View> {
  const { domains } = await context.controlPlane();
  const options = domainOptions(context);
  const allowed = flags['allow-faults'] === undefined ? {} : { allowFaults: flags['allow-faults'] };
  if (flags['dry-run']) {
    const dry = await domains.setNameservers(ref, { nameservers, dryRun: true }, options);
    warnOfApex(context, ref.name, dry);
    for (const fault of dry.check.faults) context.notice(`  ${fault.message}`);
    return view(ref.name, dry, dry.check.faults.length > 0 ? 3 : 0);
  }
  // What is checked once more below, under the lock, is only worth showing to somebody who can still say no.
  if (context.flags.yes !== true) {
    const dry = await domains.setNameservers(ref, { nameservers, dryRun: true }, options);
    warnOfApex(context, ref.name, dry);
    if (dry.check.faults.length <= (flags['allow-faults'] ?? 0))
      await agree(context, ref.name, dry, nameservers);
  }
  const result = await domains.setNameservers(ref, { nameservers, ...allowed }, options);
  if (context.flags.yes === true) warnOfApex(context, ref.name, result);
  return view(ref.name, result, 0);
}

function warnOfApex(context: Context, name: DomainName, { compared }: NameserversResult): void {
  if (compared === 'apex')
    context.warn(`no account serves ${name}: only its apex could be asked for at the new servers`);
}

/** @throws RegctlError `INTERRUPTED` for a no */
async function agree(
  context: Context,
  name: DomainName,
  { before }: NameserversResult,
  nameservers: readonly DomainName[],
): Promise<void> {
  const present = (before ?? []).join(', ') || 'the present servers';
  if (
    await context.prompt.confirm(
      `Delegate ${name} to ${nameservers.join(', ')} instead of ${present}?`,
      '--yes',
    )
  )
    return;
  throw new RegctlError('INTERRUPTED', `${name} is delegated as before`, { reason: 'the answer was no' });
}

function view(name: DomainName, result: NameserversResult, exitCode: number): View {
  return {
    kind: 'object',
    value: {
      name,
      before: toJson(result.before),
      after: toJson(result.after),
      asked: result.check.asked,
      compared: result.compared,
      faults: toJson(result.check.faults),
      state: result.change?.state ?? null,
      operation: result.change?.operation ?? null,
    },
    nameField: 'name',
    exitCode,
  };
}
