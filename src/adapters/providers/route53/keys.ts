import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Clock } from '../../../ports/clock.ts';
import { DONE, type Progress } from '../../../ports/registrar.ts';
import type { DomainsClient } from './domains-client.ts';
import type { ApiDnssecKey } from './domains-schema.ts';
import { apiDetail } from './lookups.ts';
import { asStep, followOperation, startOperation } from './operations.ts';

/** A step that another one waits for: asked so often, with these pauses in milliseconds, doubled each time. About a minute in all. */
const STEP_POLLS = 6;
const STEP_PAUSE_MS = 1_000;

interface Key {
  readonly Flags: number;
  readonly Algorithm: number;
  readonly PublicKey: string;
}

/**
 * Makes the keys at the registry exactly these. The API adds and removes one at a time: first what is missing comes, then what is too much goes, so that
 * the zone validates all the time. Steps before the last are waited for; when one takes too long, the same command goes on from there.
 */
export async function setKeys(
  { client, clock }: { readonly client: DomainsClient; readonly clock: Clock },
  name: DomainName,
  wanted: { readonly ds: readonly string[]; readonly keys: readonly string[] },
  signal?: AbortSignal,
): Promise<Progress> {
  if (wanted.ds.length > 0 && wanted.keys.length === 0)
    throw new RegctlError('INVALID_INPUT', `the keys for the DS of ${name} are missing`, {
      reason: 'Route 53 Domains takes DNSKEYs and makes the digest itself',
      hint: 'give the DNSKEY records, or let them be read from the zone',
      provider: 'route53',
    });
  const present = (await apiDetail(client, name, signal)).DnssecKeys ?? [];
  const keys = wanted.keys.map(readKey);
  const steps: (() => Promise<Progress>)[] = [
    ...keys
      .filter((key) => !present.some((held) => isSame(held, key)))
      .map((SigningAttributes) => () => {
        const input = { DomainName: name, SigningAttributes };
        return startOperation(client, 'AssociateDelegationSignerToDomain', input, {
          repeat: 'refused',
          signal,
        });
      }),
    ...present
      .filter((held) => !keys.some((key) => isSame(held, key)))
      .map(({ Id }) => () => {
        const input = { DomainName: name, Id };
        return startOperation(client, 'DisassociateDelegationSignerFromDomain', input, {
          repeat: 'refused',
          signal,
        });
      }),
  ];
  let progress = DONE;
  for (const [index, start] of steps.entries()) {
    progress = await start();
    if (index === steps.length - 1) break;
    const settled = await settle(client, clock, progress, signal);
    if (settled.state !== 'done') return settled.state === 'running' ? asStep(settled) : settled;
  }
  return progress;
}

async function settle(
  client: DomainsClient,
  clock: Clock,
  started: Progress,
  signal: AbortSignal | undefined,
): Promise<Progress> {
  let progress = started;
  for (let poll = 0; poll < STEP_POLLS && progress.state === 'running' && progress.handle !== null; poll++) {
    await clock.sleep(STEP_PAUSE_MS * 2 ** poll, signal);
    progress = await followOperation(client, progress.handle, signal);
  }
  return progress;
}

/** Reads DNSKEY RDATA: flags, protocol, algorithm, key. */
function readKey(rdata: string): Key {
  const [flags, , algorithm, ...key] = rdata.split(' ');
  return { Flags: Number(flags), Algorithm: Number(algorithm), PublicKey: key.join('') };
}

function isSame(held: ApiDnssecKey, key: Key): boolean {
  return (
    held.Flags === key.Flags &&
    held.Algorithm === key.Algorithm &&
    held.PublicKey?.replaceAll(/\s/g, '') === key.PublicKey
  );
}
