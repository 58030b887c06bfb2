import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { parseRdata } from '../../../core/records/index.ts';
import type { Rdata } from '../../../core/rrset.ts';
import { DONE, type Progress } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import { apiDsRecords, type ApiDs } from './registrar-schema.ts';
import { aboutDomain } from './settings.ts';

/** DS RDATA at the registry. @throws RegctlError `PROVIDER_UNAVAILABLE` for a row that is no DS: the API checks no digests (read 2026-11-21) */
export async function readDs(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly Rdata[]> {
  return (await rowsOf(client, name, signal)).map((row) => {
    const ds = dsOf(row);
    if (ds !== undefined) return ds;
    throw new RegctlError('PROVIDER_UNAVAILABLE', `${name} has a DS record that is none`, {
      reason: `key tag ${row.keyTag}: algorithm, digest type and digest do not fit together`,
      hint: `set the right ones with \`regctl domains dnssec set ${name}\`, which deletes it`,
      provider: 'porkbun',
    });
  });
}

/**
 * Makes the DS set this. New ones come before old ones go, but where they share a key tag: the API deletes by key tag, at some registries even more than that
 * (its OpenAPI document, read 2026-11-21), so what is missing afterwards is added again.
 */
export async function setDs(
  client: PorkbunClient,
  name: DomainName,
  wanted: readonly Rdata[],
  signal?: AbortSignal,
): Promise<Progress> {
  refuseSharedTags(name, wanted);
  const present = await rowsOf(client, name, signal);
  const held = new Set(present.map((row) => dsOf(row)));
  const surplus = present.filter((row) => !wanted.includes(dsOf(row) ?? ''));
  const missing = wanted.filter((ds) => !held.has(ds));
  if (surplus.length === 0 && missing.length === 0) return DONE;
  const tags = new Set(surplus.map((row) => row.keyTag));
  for (const ds of missing) if (!tags.has(tagOf(ds))) await createDs(client, name, ds);
  if (tags.size === 0) return DONE;
  let left = present;
  for (const tag of tags) {
    // An earlier delete may have taken this one along.
    if (!left.some((row) => row.keyTag === tag)) continue;
    await client.write({
      path: ['dns', 'deleteDnssecRecord', name, tag],
      body: {},
      ...aboutDomain(name, 'the DS records'),
    });
    left = await rowsOf(client, name);
  }
  const stays = new Set(left.map((row) => dsOf(row)));
  for (const ds of wanted) if (!stays.has(ds)) await createDs(client, name, ds);
  return DONE;
}

function refuseSharedTags(name: DomainName, wanted: readonly Rdata[]): void {
  const tags = wanted.map(tagOf);
  const twice = tags.find((tag, i) => tags.indexOf(tag) !== i);
  if (twice === undefined) return;
  throw new RegctlError(
    'REGISTRAR_REFUSED',
    `Porkbun cannot keep two DS records of key tag ${twice} for ${name}`,
    {
      reason: 'its API lists and deletes them by key tag',
      hint: 'give one digest for each key, SHA-256 (digest type 2) by preference; nothing was changed',
      provider: 'porkbun',
    },
  );
}

async function createDs(client: PorkbunClient, name: DomainName, ds: Rdata): Promise<void> {
  const [keyTag, alg, digestType, digest] = ds.split(' ');
  await client.write({
    path: ['dns', 'createDnssecRecord', name],
    body: { keyTag, alg, digestType, digest },
    ...aboutDomain(name, 'the DS records'),
  });
}

async function rowsOf(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly ApiDs[]> {
  const { records } = await client.call({
    path: ['dns', 'getDnssecRecords', name],
    expect: apiDsRecords,
    repeat: 'always',
    signal,
    ...aboutDomain(name, 'the DS records'),
  });
  return records;
}

function dsOf({ keyTag, alg, digestType, digest }: ApiDs): Rdata | undefined {
  try {
    return parseRdata('DS', [keyTag, alg, digestType, digest].join(' '), '');
  } catch (error) {
    if (isRegctlError(error)) return undefined;
    throw error;
  }
}

function tagOf(ds: Rdata): string {
  return ds.split(' ')[0] ?? '';
}
