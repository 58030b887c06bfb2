import { isRegctlError, type RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { parseRdata } from '../../../core/records/index.ts';
import type { Rdata } from '../../../core/rrset.ts';
import { DONE, type Progress } from '../../../ports/registrar.ts';
import type { GodaddyClient } from './client.ts';
import { failure, type Subject } from './failures.ts';
import { apiAction, apiDnssec, type ApiDs } from './schema.ts';

/** v2 says algorithms and digests by name (read 2026-11-21). */
const ALGORITHMS: readonly (readonly [number, string])[] = [
  [1, 'RSAMD5'],
  [2, 'DH'],
  [3, 'DSA'],
  [5, 'RSASHA1'],
  [6, 'DSA_NSEC3_SHA1'],
  [7, 'RSASHA1_NSEC3_SHA1'],
  [8, 'RSASHA256'],
  [10, 'RSASHA512'],
  [12, 'ECC_GOST'],
  [13, 'ECDSAP256SHA256'],
  [14, 'ECDSAP384SHA384'],
  [15, 'ED25519'],
  [16, 'ED448'],
];
const DIGESTS: readonly (readonly [number, string])[] = [
  [1, 'SHA1'],
  [2, 'SHA256'],
  [3, 'GOST'],
  [4, 'SHA384'],
];

/** The DS records at the registry; a key without its digest is none of them. */
export async function readDs(
  client: GodaddyClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly Rdata[]> {
  return (await heldDs(client, name, signal)).flatMap(({ rdata }) => (rdata === undefined ? [] : [rdata]));
}

/** Makes the DS set exactly this; both changes run at GoDaddy and are followed by one handle. New records are asked for first. */
export async function writeDs(
  client: GodaddyClient,
  name: DomainName,
  wanted: readonly Rdata[],
  signal?: AbortSignal,
): Promise<Progress> {
  const present = await heldDs(client, name, signal);
  const missing = wanted.filter((rdata) => !present.some((held) => held.rdata === rdata)).map(dsTo);
  const surplus = present.filter(({ rdata }) => rdata === undefined || !wanted.includes(rdata));
  const path = `${await client.v2Path(name, signal)}/dnssecRecords`;
  const subject = changeOf(name);
  const types: string[] = [];
  if (missing.length > 0) {
    await client.tell({ method: 'PATCH', path, body: missing, subject });
    types.push('DNSSEC_CREATE');
  }
  if (surplus.length > 0) {
    await client.tell({ method: 'DELETE', path, body: surplus.map(({ record }) => record), subject });
    types.push('DNSSEC_DELETE');
  }
  return types.length === 0
    ? DONE
    : {
        state: 'running',
        handle: `v2/${name}/${types.join(',')}`,
        detail: 'GoDaddy passes it on to the registry',
      };
}

/** How actions of v2 stand, named by their types. */
export async function followActions(
  client: GodaddyClient,
  name: DomainName,
  types: readonly string[],
  handle: string,
  signal?: AbortSignal,
): Promise<Progress> {
  const running: string[] = [];
  for (const type of types) {
    const path = `${await client.v2Path(name, signal)}/actions/${encodeURIComponent(type)}`;
    const { status, reason } = await client.ask(apiAction, {
      method: 'GET',
      path,
      subject: { what: name, kind: 'registration', scope: 'domains.domain:read', changes: false },
      signal,
    });
    if (status === 'FAILED' || status === 'CANCELLED')
      return {
        state: 'failed',
        handle,
        detail: `${type} ended as ${status}: ${reason ?? 'no reason is given'}`,
      };
    if (status !== 'SUCCESS') running.push(`${type} is ${status}`);
  }
  if (running.length === 0) return { state: 'done', handle, detail: null };
  return { state: 'running', handle, detail: running.join(', ') };
}

async function heldDs(
  client: GodaddyClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly { readonly record: ApiDs; readonly rdata: Rdata | undefined }[]> {
  const { dnssecRecords } = await client.ask(apiDnssec, {
    method: 'GET',
    path: await client.v2Path(name, signal),
    query: { includes: 'dnssecRecords' },
    whole: true,
    subject: { what: name, kind: 'registration', scope: 'domains.domain:read', changes: false },
    signal,
  });
  return (dnssecRecords ?? []).map((record) => ({ record, rdata: dsFrom(record) }));
}

function dsFrom({ keyTag, algorithm, digestType, digest }: ApiDs): Rdata | undefined {
  const number = ALGORITHMS.find(([, word]) => word === algorithm)?.[0];
  const digestNumber = DIGESTS.find(([, word]) => word === digestType)?.[0];
  if (keyTag === undefined || number === undefined || digestNumber === undefined || digest === undefined)
    return undefined;
  try {
    return parseRdata('DS', `${keyTag} ${number} ${digestNumber} ${digest}`, '');
  } catch (error) {
    // A digest of the wrong length: not a DS that anybody could have asked for.
    if (!isRegctlError(error)) throw error;
    return undefined;
  }
}

function dsTo(rdata: Rdata): ApiDs {
  const [keyTag = '', algorithm = '', digestType = '', digest = ''] = rdata.split(' ');
  const word = ALGORITHMS.find(([number]) => number === Number(algorithm))?.[1];
  const digestWord = DIGESTS.find(([number]) => number === Number(digestType))?.[1];
  if (word === undefined || digestWord === undefined) throw unknownNumber(rdata);
  return { keyTag: Number(keyTag), algorithm: word, digestType: digestWord, digest: digest.toUpperCase() };
}

function unknownNumber(rdata: Rdata): RegctlError {
  return failure('INVALID_RDATA', `GoDaddy takes no DS ${rdata}`, {
    reason: 'it has no word for the algorithm or for the type of the digest',
    hint: 'use algorithm 8, 13 or 15 and digest type 2',
  });
}

function changeOf(name: DomainName): Subject {
  return { what: name, kind: 'registration', scope: 'domains.domain:update', changes: true };
}
