import { canonicalJson } from '../../../core/canonical-json.ts';
import type { Json } from '../../../core/errors.ts';
import type { Rdata, RRset } from '../../../core/rrset.ts';
import { API_AUTO_TTL, AUTO_TTL, extrasOf, isObject, readExtra, seconds } from './convert.ts';
import { refused } from './refused.ts';
import type { ApiRecord } from './schema.ts';

/** A change that leaves something, and its place for errors. */
export interface Wish {
  readonly before: RRset | null;
  readonly after: RRset;
  readonly where: string;
  /** Whether records give up TTLs of their own. */
  readonly levels?: boolean;
}

/**
 * Gives the members in which a record must differ from what it is, or from a new one.
 *
 * @param keeps - whether what nobody speaks of stays as it is; else it becomes what a new record has
 */
export function editsOf(
  wish: Wish,
  rdata: Rdata,
  record: ApiRecord | undefined,
  keeps: boolean,
): { readonly [member: string]: unknown } {
  const said = { ...wish.before?.extras, ...wish.after.extras };
  const is = (key: string): Json => readExtra(key, record ?? NEW_RECORD);
  const wanted = (key: string): Json => {
    const value = sayOf(said, key, rdata);
    return value !== undefined ? value : keeps ? is(key) : readExtra(key, NEW_RECORD);
  };
  const differs = (key: string): boolean => canonicalJson(wanted(key)) !== canonicalJson(is(key));
  const keys = extrasOf(wish.after.type);
  const settings = Object.entries(SETTINGS).filter(([key]) => keys.includes(key) && differs(key));
  const proxied = keys.includes('proxied') && wanted('proxied') === true;
  const ttl = ttlOf(wish, rdata, record, proxied);
  return {
    ...(ttl === record?.ttl ? {} : { ttl }),
    ...(keys.includes('proxied') && (record === undefined || differs('proxied')) ? { proxied } : {}),
    ...(settings.length === 0
      ? {}
      : {
          settings: {
            ...record?.settings,
            ...Object.fromEntries(settings.map(([key, member]) => [member, wanted(key)])),
          },
        }),
    // An empty text clears, absence keeps (read 2026-11-21).
    ...(differs('comment') ? { comment: wanted('comment') ?? '' } : {}),
    ...(differs('tags') ? { tags: wanted('tags') } : {}),
  };
}

const SETTINGS = { ipv4Only: 'ipv4_only', ipv6Only: 'ipv6_only', flatten: 'flatten_cname' } as const;
const NEW_RECORD: ApiRecord = { id: '', name: '', type: '', ttl: 0 };

function ttlOf(
  { before, after, where, levels }: Wish,
  rdata: Rdata,
  record: ApiRecord | undefined,
  proxied: boolean,
): number {
  if (proxied) {
    // Beside records of a shorter TTL it has its own, as long as nobody speaks of it.
    const isLeft = record?.proxied === true && before?.ttl === after.ttl && levels !== true;
    if (after.ttl === AUTO_TTL || isLeft) return API_AUTO_TTL;
    throw refused('INVALID_TTL', `${where}: a proxied record cannot have a TTL of ${after.ttl} s`, {
      reason: `Cloudflare forces the automatic TTL on what it proxies, which is ${AUTO_TTL} s`,
      hint: `give a TTL of ${AUTO_TTL}, or proxied: false`,
    });
  }
  // Below 30 s the API takes only its 1, which is no second.
  if (after.ttl < 30) {
    throw refused('INVALID_TTL', `${where}: a TTL of ${after.ttl} s is too short`, {
      reason: 'Cloudflare takes 60 s and more, 30 s on Enterprise',
      hint: `give a TTL of ${AUTO_TTL}`,
    });
  }
  const auto = sayOf(after.extras, 'autoTtl', rdata);
  const was = sayOf(before?.extras, 'autoTtl', rdata);
  // Nobody speaks of the TTL: the record keeps its own, also where it is longer than that of the RRset.
  if (record !== undefined && before?.ttl === after.ttl && auto === was && levels !== true) return record.ttl;
  if (after.ttl !== AUTO_TTL && auto === true && was !== true) {
    throw refused('INVALID_TTL', `${where}: a TTL of ${after.ttl} s is not the automatic one`, {
      reason: `autoTtl stands for a TTL of ${AUTO_TTL} s that Cloudflare may change`,
      hint: `give a TTL of ${AUTO_TTL}, or leave autoTtl out`,
    });
  }
  if (after.ttl !== AUTO_TTL) return after.ttl;
  if (auto === undefined && record !== undefined && seconds(record) === AUTO_TTL) return record.ttl;
  return auto === true ? API_AUTO_TTL : AUTO_TTL;
}

/** What extras say of one record: an object speaks record by record, and not of those that it does not name. */
function sayOf(extras: RRset['extras'], key: string, rdata: Rdata): Json | undefined {
  const value = extras?.[key];
  return isObject(value) ? value[rdata] : value;
}

/** What each extra may be. */
const SHAPES: { readonly [key: string]: { readonly is: (value: Json) => boolean; readonly words: string } } =
  {
    comment: { is: (value) => value === null || typeof value === 'string', words: 'a text or null' },
    tags: {
      is: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
      words: 'a list of texts',
    },
  };
const SWITCH = { is: (value: Json) => typeof value === 'boolean', words: 'true or false' };

/** Refuses extras that Cloudflare has not. @throws RegctlError `INVALID_INPUT` */
export function checkExtras({ before, after, where }: Wish): void {
  const known = [...extrasOf(after.type), 'autoTtl', 'managedBy'];
  for (const [key, value] of Object.entries(after.extras ?? {})) {
    if (!known.includes(key)) {
      if (canonicalJson(value) === canonicalJson(before?.extras?.[key])) continue;
      throw refused('INVALID_INPUT', `${where}: there is no extra ${key}`, {
        reason: `${after.type} records at Cloudflare have ${known.filter((one) => one !== 'managedBy').join(', ')}`,
        hint: 'leave it out',
      });
    }
    const { is, words } = SHAPES[key] ?? SWITCH;
    if (key === 'managedBy' || (isObject(value) ? Object.values(value) : [value]).every(is)) continue;
    throw refused('INVALID_INPUT', `${where}: the extra ${key} cannot be ${JSON.stringify(value)}`, {
      reason: `it is ${words}, or an object from RDATA to that`,
      hint: 'give it in this form',
    });
  }
}
