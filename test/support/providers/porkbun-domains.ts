import { isIPv4, isIPv6 } from 'node:net';
import { integerOf, isHost, nextId, type PorkbunRecord, record, Refusal, textOf } from './porkbun-dns.ts';
import { checkDomain, create, renew, transfer, getTransfer, shown } from './porkbun-orders.ts';
import {
  DAY,
  stamp,
  contact,
  ROLES,
  owned,
  type PorkbunForward,
  type PorkbunContact,
  type PorkbunDomain,
  type DomainCall,
  type DomainRoute,
  listOf,
} from './porkbun-state.ts';

const yes = (value: unknown): boolean => value === 'yes';

/** porkbun.md §5 `listAll` row: flags as integers and as strings in one row. */
function rowOf(each: PorkbunDomain, labels: boolean): object {
  const digit = (flag: boolean): 0 | 1 => (flag ? 1 : 0);
  return {
    domain: each.domain,
    status: each.status,
    tld: each.tld,
    createDate: stamp(each.createDate),
    expireDate: stamp(each.expireDate),
    securityLock: String(digit(each.securityLock)),
    whoisPrivacy: String(digit(each.whoisPrivacy)),
    autoRenew: digit(each.autoRenew),
    apiAccess: digit(each.optedIn),
    notLocal: 0,
    ...(labels ? { labels: each.labels } : {}),
  };
}

const SORTS: ReadonlyMap<string, (each: PorkbunDomain) => string> = new Map([
  ['domain', (each: PorkbunDomain) => each.domain],
  ['tld', (each: PorkbunDomain) => each.tld],
  ['create_date', (each: PorkbunDomain) => stamp(each.createDate)],
  ['expire_date', (each: PorkbunDomain) => stamp(each.expireDate)],
]);

function listAll({ state, params }: DomainCall): object {
  const days = integerOf(params['expiringWithinDays']);
  const tlds = listOf(params['tlds']);
  const part = textOf(params['nameContains'])?.toLowerCase() ?? '';
  const one = textOf(params['domain'])?.toLowerCase() ?? '';
  const flag = (name: string, value: boolean): boolean =>
    params[name] === undefined || params[name] === '' || yes(params[name]) === value;
  const key = SORTS.get(textOf(params['sortName']) ?? 'domain');
  const direction = (textOf(params['sortDirection']) ?? 'asc').toLowerCase();
  const start = params['start'] === undefined ? 0 : integerOf(params['start']);
  if (key === undefined || !['asc', 'desc'].includes(direction) || start === undefined)
    throw new Refusal('INVALID_PARAMETER', 'Invalid start, sortName or sortDirection.');
  const rows = [...state.domains.values()]
    .filter((each) => one === '' || each.domain === one)
    .filter((each) => each.domain.includes(part))
    .filter((each) => days === undefined || each.expireDate <= state.now() + days * DAY)
    .filter((each) => tlds.length === 0 || tlds.includes(each.tld))
    .filter((each) => flag('autoRenew', each.autoRenew) && flag('apiAccess', each.optedIn))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  if (direction === 'desc') rows.reverse();
  const page = rows.slice(start, start + state.pageSize); // porkbun.md §5: pages of 1000 from `start`
  return { count: page.length, domains: page.map((each) => rowOf(each, yes(params['includeLabels']))) };
}

function getDomain({ state, params, rest }: DomainCall): object {
  if (!state.domains.has((rest[0] ?? '').toLowerCase()))
    throw new Refusal('DOMAIN_NOT_FOUND', 'Domain not found.', { status: 404 }); // porkbun.md §2
  return { domain: rowOf(owned(state, rest[0]), yes(params['includeLabels'])) };
}

// ---- changing

function updateAutoRenew({ state, params, rest }: DomainCall): object {
  const status = params['status'];
  if (status !== 'on' && status !== 'off') throw new Refusal('INVALID_STATUS', 'status is "on" or "off".');
  const names = [...rest.slice(0, 1), ...listOf(params['domains'])];
  if (names.length === 0) throw new Refusal('INVALID_DOMAIN', 'Invalid domain.');
  const results = names.map((name): [string, object] => {
    try {
      owned(state, name).autoRenew = status === 'on';
      return [name, { status: 'SUCCESS', message: `Auto renew is ${status}.` }];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [name, { status: 'ERROR', message: error.message }]; // porkbun.md §5: partial success
    }
  });
  return { results: Object.fromEntries(results) };
}

function getNs({ state, rest }: DomainCall): object {
  const domain = owned(state, rest[0]);
  return { ns: domain.ns.map((each) => (domain.tld === 'de' ? `${each}.` : each)) }; // porkbun.md §5 quirk
}

function updateNs({ state, params, rest }: DomainCall): object {
  const domain = owned(state, rest[0]);
  const given = params['ns'];
  const ns = Array.isArray(given) ? given.map((each) => (textOf(each) ?? '').toLowerCase()) : [];
  if (ns.length === 0 || !ns.every((each) => isHost(each) && each.includes('.')))
    throw new Refusal('INVALID_NS', 'Invalid name servers.');
  if (new Set(ns).size !== ns.length) throw new Refusal('INVALID_NS', 'A name server stands twice.');
  if (ns.toSorted().join() === domain.ns.toSorted().join()) return { message: 'No change.' };
  domain.ns = ns; // porkbun.md §5: a set replacement
  return {};
}

function getGlue({ state, rest }: DomainCall): object {
  const domain = owned(state, rest[0]);
  return {
    hosts: [...domain.glue].map(([host, ips]) => [
      `${host}.${domain.domain}`,
      { v4: ips.filter((ip) => isIPv4(ip)), v6: ips.filter((ip) => isIPv6(ip)) },
    ]),
  };
}

function setGlue({ state, params, rest }: DomainCall, mayExist: boolean): object {
  const domain = owned(state, rest[0]);
  const host = (rest[1] ?? '').toLowerCase();
  const ips = listOf(params['ips']);
  const failed = new Refusal('UPDATE_FAILED', 'Unable to set the glue record.');
  if (!isHost(host) || ips.length === 0) throw failed;
  if (!ips.every((ip) => isIPv4(ip) || isIPv6(ip))) throw failed;
  if (state.refuseMixedGlue && ips.some((ip) => isIPv4(ip)) && ips.some((ip) => isIPv6(ip))) throw failed;
  if (!mayExist && domain.glue.has(host)) throw failed;
  domain.glue.set(host, ips); // porkbun.md §5: updateGlue is create-or-update
  return {};
}

function deleteGlue({ state, rest }: DomainCall): object {
  if (!owned(state, rest[0]).glue.delete((rest[1] ?? '').toLowerCase()))
    throw new Refusal('UPDATE_FAILED', 'No such glue record.');
  return {};
}

const isSystem = (each: PorkbunRecord): boolean =>
  (each.type === 'ALIAS' || each.type === 'CNAME') && each.content.endsWith('.porkbun.com');

/** porkbun.md §6: URL forwards create ALIAS/CNAME to `*.porkbun.com`. */
function forwardRows(domain: PorkbunDomain, forward: PorkbunForward): PorkbunRecord[] {
  const name = forward.subdomain === '' ? domain.domain : `${forward.subdomain}.${domain.domain}`;
  const rows = [record(name, forward.subdomain === '' ? 'ALIAS' : 'CNAME', 'uixie.porkbun.com')];
  if (forward.wildcard === 'yes') rows.push(record(`*.${name}`, 'CNAME', 'uixie.porkbun.com'));
  return rows;
}

function addUrlForward({ state, params, rest }: DomainCall): object {
  const domain = owned(state, rest[0]);
  const subdomain = (textOf(params['subdomain']) ?? '').toLowerCase();
  const { location, type, includePath, wildcard } = params;
  if (subdomain !== '' && !isHost(subdomain)) throw new Refusal('INVALID_SUBDOMAIN', 'Invalid subdomain.');
  if (typeof location !== 'string' || !/^https?:\/\/[^\s/]+/.test(location))
    throw new Refusal('INVALID_LOCATION', 'Invalid location.');
  if (type !== 'temporary' && type !== 'permanent') throw new Refusal('INVALID_TYPE', 'Invalid type.');
  if ((includePath !== 'yes' && includePath !== 'no') || (wildcard !== 'yes' && wildcard !== 'no'))
    throw new Refusal('INVALID_PARAMETER', 'includePath and wildcard are "yes" or "no".');
  if (domain.forwards.some((each) => each.subdomain === subdomain))
    throw new Refusal('UPDATE_FAILED', 'Unable to add the URL forward.');
  const forward: PorkbunForward = { id: nextId(), subdomain, location, type, includePath, wildcard };
  const rows = forwardRows(domain, forward);
  const at = (row: PorkbunRecord): PorkbunRecord[] => domain.records.filter((each) => each.name === row.name);
  if (
    rows.some((row) => at(row).some((each) => !isSystem(each) && each.type !== 'NS' && each.type !== 'TXT'))
  )
    throw new Refusal('UPDATE_FAILED', 'Unable to add the URL forward.');
  const names = new Set(rows.map((row) => row.name));
  domain.records = domain.records.filter((each) => !(names.has(each.name) && isSystem(each)));
  domain.records.push(...rows);
  domain.forwards.push(forward);
  return {};
}

function deleteUrlForward({ state, rest }: DomainCall): object {
  const domain = owned(state, rest[0]);
  const gone = domain.forwards.find((each) => each.id === rest[1]);
  if (gone === undefined) throw new Refusal('INVALID_RECORD_ID', 'Invalid record ID.');
  const names = new Set(forwardRows(domain, gone).map((each) => each.name));
  domain.forwards = domain.forwards.filter((each) => each !== gone);
  domain.records = domain.records.filter((each) => !(names.has(each.name) && isSystem(each)));
  return {};
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NEEDED = 'firstName lastName address1 city state postalCode country phone email'.split(' ');

function contactFrom(value: unknown): PorkbunContact {
  if (!isRecord(value)) throw new Refusal('INVALID_CONTACT', 'Invalid contact.');
  const made: PorkbunContact = {};
  for (const field of Object.keys(contact())) made[field] = textOf(value[field]) ?? '';
  const missing = NEEDED.filter((field) => made[field] === '');
  const country = made['country'] ?? '';
  const phone = made['phone'] ?? '';
  if (missing.length > 0) throw new Refusal('INVALID_CONTACT', `Missing: ${missing.join(', ')}.`);
  if (!/^[A-Z]{2}$/.test(country) || !/^\d+$/.test(phone))
    // porkbun.md §5: ISO-2, digits only
    throw new Refusal('INVALID_CONTACT', 'Invalid country or phone.');
  return made;
}

function updateContacts({ state, params, rest, dryRun }: DomainCall): object {
  const domain = owned(state, rest[0]);
  const given = isRecord(params['contacts']) ? params['contacts'] : undefined;
  const made: { [role: string]: PorkbunContact } = {};
  for (const role of ROLES) {
    const one = given === undefined ? params['contact'] : given[role];
    if (one !== undefined || given === undefined) made[role] = contactFrom(one);
  }
  const registrant = made['registrant'];
  const before = domain.contacts['registrant'] ?? {};
  const differs = (field: string): boolean => registrant !== undefined && registrant[field] !== before[field];
  const registrantChanged = ['firstName', 'lastName', 'organization', 'email'].some(differs);
  if (registrantChanged && state.noRegistrantChange.has(domain.tld))
    throw new Refusal('REGISTRANT_CHANGE_NOT_SUPPORTED', 'The registrant cannot be changed here.');
  if (state.addressNeedsChoice && params['addressValidationChoice'] === undefined)
    throw new Refusal('ADDRESS_VALIDATION_REQUIRED', 'The address needs to be validated.');
  if (dryRun) return { dryRun: true, wouldSucceed: true, operation: 'updateContacts', registrantChanged };
  Object.assign(domain.contacts, made);
  return { registrantChanged };
}

function requirements({ state, rest }: DomainCall): object {
  const price = state.prices.get((rest[0] ?? '').toLowerCase());
  if (price === undefined) throw new Refusal('INVALID_DOMAIN', 'Invalid TLD.');
  const registerable = price.specialType === undefined;
  return {
    tld: rest[0],
    apiRegisterable: registerable,
    requestSchema: registerable ? { type: 'object', required: ['cost', 'agreeToTerms'] } : null,
    registrationDurationYears: price.minDuration ?? 1,
    whoisPrivacySupported: true,
    registryRequirements: [],
    notApiRegisterableReason: registerable ? null : 'Special TLD.',
  };
}

/** The calls below `/domain` (porkbun.md §5). */
export const DOMAIN_ROUTES: ReadonlyMap<string, DomainRoute> = new Map<string, DomainRoute>([
  ['checkDomain', { read: true, run: checkDomain }],
  ['create', { run: create }],
  ['renew', { run: renew }],
  ['transfer', { run: transfer }],
  ['getTransfer', { read: true, run: getTransfer }],
  ['listTransfers', { read: true, run: ({ state }) => ({ transfers: state.transfers.map(shown) }) }],
  ['listAll', { read: true, run: listAll }],
  ['get', { read: true, run: getDomain }],
  ['getRegistrationRequirements', { read: true, later: true, run: requirements }],
  ['updateAutoRenew', { run: updateAutoRenew }],
  ['getNs', { read: true, run: getNs }],
  ['updateNs', { run: updateNs }],
  ['getGlue', { read: true, run: getGlue }],
  ['createGlue', { run: (call) => setGlue(call, false) }],
  ['updateGlue', { run: (call) => setGlue(call, true) }],
  ['deleteGlue', { run: deleteGlue }],
  [
    'getUrlForwarding',
    { read: true, run: ({ state, rest }) => ({ forwards: owned(state, rest[0]).forwards }) },
  ],
  ['addUrlForward', { run: addUrlForward }],
  ['deleteUrlForward', { run: deleteUrlForward }],
  [
    'getContacts',
    { read: true, later: true, run: ({ state, rest }) => ({ contacts: owned(state, rest[0]).contacts }) },
  ],
  ['updateContacts', { later: true, run: updateContacts }],
]);
