import { fromSegment, toSegment } from '../../core/blob-key.ts';
import { RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { BlobEntry, BlobStore } from '../../ports/blob-store.ts';
import type { ZoneExport, ZoneExportPlace, ZoneExportStore } from '../../ports/zone-export-store.ts';

/** Exports that are read at a time. */
const PAGE = 1_000;
/** Exports of one zone that are looked through: its days, in each account that serves it. */
const MAX_OF_ZONE = 10_000;
const SUFFIX = '.zone';

/** Keeps the exports of an organization as blobs `exports/ORGANIZATION/ZONE/ACCOUNT/DAY.zone`, and beside them, as `export-days/ORGANIZATION`, for how long. */
export function createZoneExports(blobs: BlobStore, organization: string): ZoneExportStore {
  const root = `exports/${toSegment(organization)}/`;
  const daysKey = `export-days/${toSegment(organization)}`;
  const keyOf = ({ zone, account, day }: ZoneExportPlace): string =>
    `${root}${toSegment(zone)}/${toSegment(account)}/${toSegment(day)}${SUFFIX}`;
  return {
    put: (place, text) => blobs.put(keyOf(place), new TextEncoder().encode(text)),
    get: async (place) => {
      const found = await blobs.get(keyOf(place));
      return found === undefined ? undefined : new TextDecoder().decode(found);
    },
    list: async ({ zone, after, limit }) => {
      const prefix = zone === undefined ? root : `${root}${toSegment(zone)}/`;
      const behind = after === undefined ? {} : { after: `${root}${after}` };
      const found = await blobs.list(prefix, { limit, ...behind });
      return found.flatMap((entry) => read(root, entry));
    },
    prune: async (before) => {
      let pruned = 0;
      for (let after: string | undefined; ;) {
        const page = await blobs.list(root, { limit: PAGE, ...(after === undefined ? {} : { after }) });
        const old = page.filter((entry) =>
          read(root, entry).some(({ day }) => before === null || day < before),
        );
        await blobs.delete(old.map(({ key }) => key));
        pruned += old.length;
        after = page.at(-1)?.key;
        if (page.length < PAGE) break;
      }
      if (before === null) await blobs.delete([daysKey]);
      return pruned;
    },
    keepFor: (days) => blobs.put(daysKey, new TextEncoder().encode(String(days))),
    keptFor: async () => {
      const noted = new TextDecoder().decode(await blobs.get(daysKey));
      return /^[1-9]\d{0,3}$/.test(noted) ? Number(noted) : undefined;
    },
  };
}

/** None for what somebody else put there. */
function read(root: string, { key, octets }: BlobEntry): readonly ZoneExport[] {
  const id = key.slice(root.length);
  const [, ofZone = '', ofAccount = '', day] = /^([^/]+)\/([^/]+)\/(\d{4}-\d{2}-\d{2})\.zone$/.exec(id) ?? [];
  const [zone, account] = [fromSegment(ofZone), fromSegment(ofAccount)];
  if (zone === undefined || account === undefined || day === undefined) return [];
  return [{ id, zone, account, day, octets }];
}

/** An export with its text. */
export interface ZoneExportText extends ZoneExport {
  readonly text: string;
}

/**
 * Finds the export of a zone of a day, or its last one.
 *
 * @throws RegctlError `NOT_FOUND`, `AMBIGUOUS` where several accounts have one
 */
export async function findExport(
  exports: Pick<ZoneExportStore, 'get' | 'list'>,
  { zone, account, day }: { readonly zone: DomainName; readonly account?: string; readonly day: string },
): Promise<ZoneExportText> {
  const all = await exports.list({ zone, limit: MAX_OF_ZONE });
  const ofZone = all.filter((one) => account === undefined || one.account === account);
  const last = ofZone.reduce((latest, one) => (one.day > latest ? one.day : latest), '');
  const wanted = ofZone.filter((one) => one.day === (day === 'latest' ? last : day));
  const [first] = wanted;
  if (first === undefined)
    throw new RegctlError(
      'NOT_FOUND',
      `no export of ${zone}${day === 'latest' ? '' : ` of ${day}`} was found`,
      {
        reason:
          all.length === 0
            ? 'none was made of that zone, or it is older than they are kept'
            : 'there are others',
        hint: `regctl zones exports list ${zone}`,
      },
    );
  if (wanted.length > 1)
    throw new RegctlError('AMBIGUOUS', `export of ${zone}: which account is meant?`, {
      reason: `there is one of ${wanted.map((one) => one.account).join(' and of ')}`,
      hint: 'add --account NAME',
    });
  const text = await exports.get(first);
  if (text !== undefined) return { ...first, text };
  throw new RegctlError('NOT_FOUND', `the export of ${zone} of ${first.day} is gone`, {
    reason: 'it was removed a moment ago, being old',
    hint: `regctl zones exports list ${zone}`,
  });
}
