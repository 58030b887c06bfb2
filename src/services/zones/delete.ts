import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { hashZone } from '../../core/zone.ts';
import type { DnsProvider } from '../../ports/dns-provider.ts';
import type { Snapshot } from '../../ports/snapshot-store.ts';
import { DEFAULT_LOCK_TIMEOUT_MS, zoneLock, type ZoneCall, type ZoneDeps } from './deps.ts';
import { findZone } from './find-zone.ts';
import { readPolicy } from './policy.ts';
import { takeSnapshot } from './snapshot.ts';

/**
 * Deletes a zone with all its records after keeping a snapshot of it.
 *
 * @param input.confirm - must be the zone's name
 * @throws RegctlError `CONFIRMATION_REQUIRED`, `CAPABILITY_MISSING`, `PROTECTED` while any protection rule stands, `LOCKED`
 */
export async function deleteZone(
  deps: ZoneDeps,
  input: { readonly zone: DomainName; readonly account?: string; readonly confirm: string },
  call: ZoneCall = {},
): Promise<Snapshot> {
  const { zone } = input;
  if (input.confirm !== zone) {
    throw new RegctlError(
      'CONFIRMATION_REQUIRED',
      `zone ${zone} is not deleted without its name as confirmation`,
      {
        reason: 'deleting a zone takes every name in it off the internet',
        hint: `add \`--confirm ${zone}\``,
      },
    );
  }
  const found = await findZone(deps, input, call);
  const { dns, account } = found;
  if (dns.deleteZone === undefined) {
    throw new RegctlError('CAPABILITY_MISSING', `${account.provider} cannot delete zone ${zone}`, {
      reason: 'the provider has no way to delete a zone through its API',
      hint: 'delete it where the server is configured',
    });
  }
  const remove = dns.deleteZone.bind(dns);
  return deps.lock.withLock(
    zoneLock(account.name, zone),
    { timeoutMs: call.timeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS },
    async () => {
      const { protect } = await readPolicy(deps, account.name, zone);
      const [rule] = protect;
      if (rule !== undefined) {
        throw new RegctlError('PROTECTED', `zone ${zone} is not deleted`, {
          reason: `rule ${rule.id} protects ${rule.name} ${rule.type} in it`,
          hint: `regctl zones unprotect ${zone} ${rule.id}`,
        });
      }
      const state = await dns.readZone(zone);
      const snapshot = await takeSnapshot(deps, found, state, {
        moment: 'before',
        operation: null,
        reason: 'zones delete',
      });
      try {
        await remove(zone);
      } catch (error) {
        // Nothing happened to be undone; what cannot be told from here keeps its snapshot.
        if (await isUnchanged(dns, zone, snapshot.hash)) await deps.snapshots.delete(snapshot.id);
        throw error;
      }
      return snapshot;
    },
  );
}

async function isUnchanged(dns: DnsProvider, zone: DomainName, hash: string): Promise<boolean> {
  try {
    return hashZone(await dns.readZone(zone)) === hash;
  } catch (error) {
    if (isRegctlError(error)) return false;
    throw error;
  }
}
