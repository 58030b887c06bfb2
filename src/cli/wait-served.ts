import type { RRsetEdit, ZoneRef } from '../control-plane/index.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { absoluteName, type DomainName, type OwnerName } from '../core/names.ts';
import { rrType } from '../core/records/index.ts';
import type { Rdata, RRset, RRTypeName } from '../core/rrset.ts';
import type { Context } from './context.ts';
import type { View } from './output/view.ts';
import { withSpinner } from './spinner.ts';
import { callOptions, planAndApply, type WriteOptions } from './write-flow.ts';

/** Flag of commands that write records. */
export const WAIT_FLAG = {
  wait: {
    type: 'boolean',
    description: 'wait until every authoritative server answers with what was written; see --timeout',
  },
} as const;

/** RRsets of one write that are asked for: a server that has some of a change has all of it, as zones are served whole. */
const MAX_ASKED = 20;

/** Milliseconds for all of them where --timeout says nothing. */
const TIMEOUT_MS = 300_000;

/** Numbers for private use: types of providers, which no server is ever asked for (RFC 6895 §3.1). */
const FIRST_PRIVATE_TYPE = 65_280;

/** What the commands that take it end with besides. */
export const WAIT_EXIT_CODES = { 8: 'written, and not every server answered with it in time' } as const;

/** A name and type of a zone. */
interface Place {
  readonly name: OwnerName;
  readonly type: RRTypeName;
}

/** Plans edits and applies them as {@link planAndApply} does; with `wait` it ends once they are served, also where there was nothing to do any more. */
export async function editAndWait(
  context: Context,
  ref: ZoneRef,
  edits: readonly RRsetEdit[],
  options: WriteOptions & { readonly wait: boolean },
): Promise<View> {
  const view = await planAndApply(context, { ...ref, target: { kind: 'edit', edits } }, options);
  const account = view.kind === 'object' ? view.value['account'] : undefined;
  if (options.wait && !options.dryRun && typeof account === 'string')
    await waitUntilServed(context, { zone: ref.zone, account }, edits);
  return view;
}

/**
 * Waits until every authoritative server answers with what the zone holds at these places.
 *
 * @throws RegctlError `NOT_PROPAGATED` with who lags; what was written stays written
 */
export async function waitUntilServed(
  context: Context,
  ref: ZoneRef & { readonly account: string },
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return;
  const { zone } = ref;
  const { zones, lookups } = await context.controlPlane();
  const { rrsets } = await zones.read(ref, { signal: context.signal });
  const expected = places.flatMap((place) => expectedAt(place, rrsets) ?? []);
  if (expected.length < places.length)
    context.notice(
      `${places.length - expected.length} of ${places.length} are not waited for: servers answer them otherwise than the zone holds them`,
    );
  const asked = expected.slice(0, MAX_ASKED);
  if (asked.length === 0) return;
  const { signal, timeoutMs = TIMEOUT_MS } = callOptions(context);
  const giveUpAt = context.now().getTime() + timeoutMs;
  await withSpinner(context, `waiting for every server of ${zone}`, async () => {
    for (const { name, type, rdata } of asked) {
      const left = Math.max(0, giveUpAt - context.now().getTime());
      const question = { name: absoluteName(name, zone), type, expected: rdata, zone: ref };
      await lookups.wait(question, { signal, timeoutMs: left }).catch((error: unknown) => {
        throw isRegctlError(error, 'NOT_PROPAGATED') ? notServed(error, zone) : error;
      });
    }
  });
  context.notice(`every server of ${zone} answers with it`);
}

/** What servers answer at a place; undefined where that is not what the zone holds, or not what regctl can tell. */
function expectedAt(
  { name, type }: Place,
  rrsets: readonly RRset[],
): (Place & { readonly rdata: readonly Rdata[] }) | undefined {
  const held = rrsets.find((rrset) => rrset.name === name && rrset.type === type);
  // The serial number is the provider's; an address behind a proxy is the proxy's.
  if (type === 'SOA' || rrType(type).code >= FIRST_PRIVATE_TYPE || held?.extras?.['proxied'] === true)
    return undefined;
  if (isDelegated(name, type, rrsets)) return undefined;
  if (held === undefined && rrsets.some((rrset) => isAnsweredBy(rrset, name))) return undefined;
  return { name, type, rdata: held?.rdata ?? [] };
}

/** Whether somebody else answers for a name: at a zone cut the DS alone are the zone's own (RFC 4035 §2.4). */
function isDelegated(name: OwnerName, type: RRTypeName, rrsets: readonly RRset[]): boolean {
  return rrsets.some(
    (rrset) =>
      rrset.type === 'NS' &&
      rrset.name !== '@' &&
      ((name === rrset.name && type !== 'DS') || name.endsWith(`.${rrset.name}`)),
  );
}

/** Whether what is gone is answered all the same: by a wildcard, or by the CNAME that took its place. */
function isAnsweredBy(rrset: RRset, name: OwnerName): boolean {
  if (rrset.type === 'CNAME' && rrset.name === name) return true;
  return rrset.name === '*' || (rrset.name.startsWith('*.') && name.endsWith(rrset.name.slice(1)));
}

function notServed(error: RegctlError, zone: DomainName): RegctlError {
  return new RegctlError('NOT_PROPAGATED', `written, and not yet served by every server of ${zone}`, {
    reason: error.reason === undefined ? error.message : `${error.message}: ${error.reason}`,
    hint: 'nothing need be written again; wait on with `regctl dns wait`',
    ...(error.details === undefined ? {} : { details: error.details }),
    cause: error,
  });
}
