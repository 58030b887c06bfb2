import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import { DONE, type Progress, type Registrar } from '../../../ports/registrar.ts';
import { changedContacts, fromApiContacts } from './contact.ts';
import { description, registrarCapabilities } from './description.ts';
import type { DomainsClient } from './domains-client.ts';
import { anything, authCode, reachabilityEmail, type ApiDomain } from './domains-schema.ts';
import { setKeys } from './keys.ts';
import { apiDetail, checkNames, detailOf, listAll, pricesOf, searchNames } from './lookups.ts';
import { followOperation, newestOperation, startOperation } from './operations.ts';
import { buy, findPurchase, quote } from './purchase.ts';
import { dsOfKeys, fromDetail, privacyOf, progressOf } from './registration.ts';

/** A registrar in full; what the API has not is left out in the description. */
export function createRegistrar(
  context: ProviderContext,
  client: DomainsClient,
  nameserversOf: (zone: DomainName, signal?: AbortSignal) => Promise<readonly DomainName[]>,
): Registrar {
  const deps = { client, clock: context.clock };
  return {
    capabilities: registrarCapabilities,
    list: (signal) => listAll(client, signal),
    get: (name, signal) => detailOf(client, name, signal),
    search: (query, signal) => searchNames(client, query, signal),
    check: (names, signal) => checkNames(client, context.clock, names, signal),
    prices: (tlds, signal) => pricesOf(client, tlds, signal),
    quote: (request, signal) => quote(deps, request, signal),
    buy: (purchase) => buy(deps, purchase),
    findPurchase: (asked, signal) => findPurchase(deps, asked, signal),
    follow: (handle, signal) => followOperation(client, handle, signal),
    transferStatus: (name, signal) => transferStatus(client, name, signal),
    authCode: async (name, signal) => {
      await apiDetail(client, name, signal);
      const input = { DomainName: name };
      const options = { repeat: 'always', about: name, signal } as const;
      return (await client.call('RetrieveDomainAuthCode', input, authCode, options)).AuthCode;
    },
    setLock: (name, locked, signal) => setLock(client, name, locked, signal),
    setAutoRenew: (name, autoRenew, signal) => setAutoRenew(client, name, autoRenew, signal),
    setPrivacy: (name, privacy, signal) => setPrivacy(client, name, privacy, signal),
    contacts: async (name, signal) => fromApiContacts(await apiDetail(client, name, signal)),
    setContacts: async (name, contacts, signal) => {
      const changed = changedContacts(fromApiContacts(await apiDetail(client, name, signal)), contacts);
      if (Object.keys(changed).length === 0) return DONE;
      // Without a Consent an owner change that costs money is refused.
      return startOperation(client, 'UpdateDomainContact', { DomainName: name, ...changed }, writing(signal));
    },
    verifyContacts: (name, signal) => verifyContacts(client, name, signal),
    setNameservers: (name, nameservers, signal) => setNameservers(client, name, nameservers, signal),
    defaultNameservers: nameserversOf,
    ds: async (name, signal) => dsOfKeys(await apiDetail(client, name, signal)),
    setDs: (name, ds, keys, signal) => setKeys(deps, name, { ds, keys }, signal),
    glue: async (name, signal) =>
      ((await apiDetail(client, name, signal)).Nameservers ?? [])
        .filter(({ GlueIps = [] }) => GlueIps.length > 0)
        .map(({ Name, GlueIps = [] }) => ({ host: Name.toLowerCase(), addresses: GlueIps })),
  };
}

function writing(signal: AbortSignal | undefined): {
  readonly repeat: 'refused';
  readonly signal: AbortSignal | undefined;
} {
  return { repeat: 'refused', signal };
}

async function transferStatus(
  client: DomainsClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Progress> {
  const newest = await newestOperation(client, 'TRANSFER_IN_DOMAIN', name, signal);
  if (newest !== undefined) return progressOf(newest);
  await apiDetail(client, name, signal);
  throw new RegctlError('NOT_FOUND', `there is no transfer of ${name}`, {
    reason: 'Route 53 Domains holds the name and knows of no operation that transferred it in',
    hint: `regctl domains get ${name}`,
    provider: 'route53',
  });
}

async function setLock(
  client: DomainsClient,
  name: DomainName,
  locked: boolean,
  signal?: AbortSignal,
): Promise<Progress> {
  if ((await detailOf(client, name, signal)).locked === locked) return DONE;
  const operation = locked ? 'EnableDomainTransferLock' : 'DisableDomainTransferLock';
  return startOperation(client, operation, { DomainName: name }, writing(signal));
}

async function setAutoRenew(
  client: DomainsClient,
  name: DomainName,
  autoRenew: boolean,
  signal?: AbortSignal,
): Promise<Progress> {
  if ((await detailOf(client, name, signal)).autoRenew === autoRenew) return DONE;
  const operation = autoRenew ? 'EnableDomainAutoRenew' : 'DisableDomainAutoRenew';
  // The only setter that is carried out at once.
  await client.call(operation, { DomainName: name }, anything, { ...writing(signal), about: name });
  return DONE;
}

async function setPrivacy(
  client: DomainsClient,
  name: DomainName,
  privacy: boolean,
  signal?: AbortSignal,
): Promise<Progress> {
  const present = await apiDetail(client, name, signal);
  const roles = ['RegistrantPrivacy', 'AdminPrivacy', 'TechPrivacy', 'BillingPrivacy'] as const;
  const spokenOf = roles.filter((role) => present[role] !== undefined);
  if (privacyOf(present) === privacy && spokenOf.every((role) => present[role] === privacy)) return DONE;
  const flags = Object.fromEntries(spokenOf.map((role) => [role, privacy]));
  return startOperation(
    client,
    'UpdateDomainContactPrivacy',
    { DomainName: name, ...flags },
    writing(signal),
  );
}

async function verifyContacts(
  client: DomainsClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Progress> {
  await apiDetail(client, name, signal);
  const options = { ...writing(signal), about: name };
  // The only operation whose members begin with a small letter (service model 2014-05-15, read 2026-11-21).
  const sent = await client.call(
    'ResendContactReachabilityEmail',
    { domainName: name },
    reachabilityEmail,
    options,
  );
  if (sent.isAlreadyVerified === true) return DONE;
  return {
    state: 'action-required',
    handle: null,
    detail: `follow the link in the e-mail that AWS sent to ${sent.emailAddress ?? 'the registrant'}`,
  };
}

async function setNameservers(
  client: DomainsClient,
  name: DomainName,
  nameservers: readonly DomainName[],
  signal?: AbortSignal,
): Promise<Progress> {
  const present = await apiDetail(client, name, signal);
  if (sameHosts(fromDetail(present).nameservers ?? [], nameservers)) return DONE;
  const Nameservers = nameservers.map((host) => nameserver(present, host));
  return startOperation(
    client,
    'UpdateDomainNameservers',
    { DomainName: name, Nameservers },
    writing(signal),
  );
}

/** A host that stays keeps its glue. */
function nameserver(
  present: ApiDomain,
  host: DomainName,
): { readonly Name: DomainName; readonly GlueIps?: readonly string[] } {
  const held = present.Nameservers?.find(({ Name }) => Name.toLowerCase() === host)?.GlueIps ?? [];
  if (held.length > 0) return { Name: host, GlueIps: held };
  if (!host.endsWith(`.${present.DomainName.toLowerCase()}`)) return { Name: host };
  throw new RegctlError('REGISTRAR_REFUSED', `name server ${host} needs glue`, {
    reason: 'it lies below the domain itself, and Route 53 Domains takes its addresses only together with it',
    hint: `set it with its addresses at ${description.registrar?.actions['glue-set'].page ?? 'the AWS console'}`,
    provider: 'route53',
  });
}

function sameHosts(a: readonly DomainName[], b: readonly DomainName[]): boolean {
  return a.length === b.length && a.every((host) => b.includes(host));
}
