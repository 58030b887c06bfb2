import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { parseRdata, sortRdata } from '../../../core/records/index.ts';
import { equalRdata, type Rdata } from '../../../core/rrset.ts';
import { DONE, type Progress, type Registrar } from '../../../ports/registrar.ts';
import { domainPath, domainSubject, type ValueDomainClient } from './client.ts';
import { contactsFromApi, mergeContacts } from './contacts.ts';
import { NAMESERVER_SETS } from './dns.ts';
import { dsFormOf, dsFromApi, dsToApi, type DsForm } from './ds.ts';
import { isRenewing } from './registration.ts';
import { apiAutorenew, apiDnssec, apiWhois, type ApiWhois } from './schema.ts';

/** Where new names and unknown sets go (the vendor's sample of a registration, read 2026-11-21). */
export const DEFAULT_NAMESERVERS: readonly DomainName[] = NAMESERVER_SETS['valuedomain11'] ?? [];

/** The settings of a registration: lock, auto-renewal, privacy, contacts, name servers, DS. */
export function settingsOf(
  client: ValueDomainClient,
): Required<
  Pick<
    Registrar,
    | 'setLock'
    | 'setAutoRenew'
    | 'setPrivacy'
    | 'contacts'
    | 'setContacts'
    | 'setNameservers'
    | 'defaultNameservers'
    | 'ds'
    | 'setDs'
  >
> {
  const put = (name: DomainName, feature: string, body: object, signal?: AbortSignal): Promise<void> =>
    client.change('PUT', `${domainPath(name)}/${feature}`, body, domainSubject(name), signal);
  const whois = (name: DomainName, signal?: AbortSignal): Promise<ApiWhois> =>
    client.read(`${domainPath(name)}/whois`, apiWhois, domainSubject(name), signal);
  return {
    setLock: async (name, locked, signal) => {
      await put(name, 'transferlock', { transfer_lock: locked ? 1 : 0 }, signal);
      return DONE;
    },
    setAutoRenew: (name, autoRenew, signal) => setAutoRenew(client, name, autoRenew, signal),
    setPrivacy: async (name, privacy, signal) => {
      const present = await whois(name, signal);
      if ((present.whois_proxy !== 0) === privacy) return DONE;
      // Whether a PUT without contacts leaves them is not documented (read 2026-11-21), so they go back as they are.
      const { contact } = present;
      const contacts = Object.keys(contact).length === 0 ? {} : { contact };
      await put(name, 'whois', { whois_proxy: privacy ? 1 : 0, ...contacts }, signal);
      return DONE;
    },
    contacts: async (name, signal) => contactsFromApi((await whois(name, signal)).contact),
    setContacts: async (name, contacts, signal) => {
      const present = await whois(name, signal);
      const contact = mergeContacts(present.contact, contacts);
      await put(name, 'whois', { whois_proxy: present.whois_proxy, contact }, signal);
      return DONE;
    },
    setNameservers: async (name, nameservers, signal) => {
      await put(name, 'nameserver', { ns: nameservers }, signal);
      return DONE;
    },
    defaultNameservers: async (name, signal) =>
      NAMESERVER_SETS[(await client.zone(name, signal)).ns_type] ?? DEFAULT_NAMESERVERS,
    ds: async (name, signal) => (await readDs(client, name, signal)).map(({ ds }) => ds),
    setDs: (name, ds, _keys, signal) => setDs(client, name, ds, signal),
  };
}

export async function setAutoRenew(
  client: ValueDomainClient,
  name: DomainName,
  wanted: boolean,
  signal?: AbortSignal,
): Promise<Progress> {
  const path = `${domainPath(name)}/autorenew`;
  const subject = domainSubject(name);
  const present = await client.read(path, apiAutorenew, subject, signal);
  if (isRenewing(present) === wanted) return DONE;
  const { autorenew_all: all } = present;
  // The account's setting is sent as it is: left out, it may count as off, and every other domain would run out (read 2026-11-21).
  const body = { ...(all === undefined ? {} : { autorenew_all: all }), autorenew_domain: wanted ? 1 : 0 };
  await client.change('PUT', path, body, subject, signal);
  const after = await client.read(path, apiAutorenew, subject, signal);
  if (isRenewing(after) === wanted) return DONE;
  return {
    state: 'action-required',
    handle: null,
    detail: `${name} itself is ${wanted ? 'on' : 'off'}, but the setting of the whole account decides: change it in the console of VALUE-DOMAIN`,
  };
}

interface HeldDs {
  readonly ds: Rdata;
  /** As the API has it. */
  readonly element: unknown;
}

async function readDs(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly HeldDs[]> {
  const path = `${domainPath(name)}/dnssec`;
  const { ds_records: elements } = await client.read(path, apiDnssec, domainSubject(name), signal);
  const held = elements.map((element) => {
    const ds = dsFromApi(element);
    if (ds !== undefined) return { ds, element };
    throw new RegctlError('PROVIDER_UNAVAILABLE', `a DS record of ${name} cannot be understood`, {
      reason: `VALUE-DOMAIN has ${JSON.stringify(element)}`,
      hint: 'change the DS records in the console',
      provider: 'value-domain',
    });
  });
  const order = sortRdata(
    'DS',
    held.map(({ ds }) => ds),
  );
  return held.toSorted((a, b) => order.indexOf(a.ds) - order.indexOf(b.ds));
}

async function setDs(
  client: ValueDomainClient,
  name: DomainName,
  ds: readonly Rdata[],
  signal?: AbortSignal,
): Promise<Progress> {
  const wanted = sortRdata('DS', [...new Set(ds.map((each) => parseRdata('DS', each, '')))]);
  const held = await readDs(client, name, signal);
  const isSet = (present: readonly HeldDs[]): boolean =>
    equalRdata(
      present.map((each) => each.ds),
      wanted,
    );
  if (isSet(held)) return DONE;
  const put = (form: DsForm): Promise<void> => {
    const elements = wanted.map(
      (each) => held.find((one) => one.ds === each)?.element ?? dsToApi(each, form),
    );
    return client.change(
      'PUT',
      `${domainPath(name)}/dnssec`,
      { ds_records: elements },
      domainSubject(name),
      signal,
    );
  };
  const [first] = held;
  try {
    await put(first === undefined ? 'object' : dsFormOf(first.element));
  } catch (error) {
    // With nothing there to see the form by, a refusal may mean the form: nothing was changed, so the other one is tried.
    if (first !== undefined || !isRegctlError(error, 'REGISTRAR_REFUSED')) throw error;
    await put('line');
  }
  if (isSet(await readDs(client, name, signal))) return DONE;
  throw new RegctlError('REGISTRAR_REFUSED', `the DS records of ${name} are not those that were set`, {
    reason: 'VALUE-DOMAIN took the request and shows others',
    hint: `look at them in a while with \`regctl domains get ${name}\``,
    provider: 'value-domain',
  });
}
