import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { Progress, Registrar } from '../../../ports/registrar.ts';
import { checkNames, searchNames } from './availability.ts';
import type { GodaddyClient } from './client.ts';
import { contactsFrom } from './contacts.ts';
import { registrarCapabilities } from './description.ts';
import { followActions, readDs, writeDs } from './dnssec.ts';
import { changeOf, Edits } from './edits.ts';
import { failure } from './failures.ts';
import { PAUSES_MS } from './limits.ts';
import { Purchases } from './purchases.ts';
import { isHeld, progressOf, toRegistration } from './registration.ts';

/** The registrar part: v1, with v2 for DS and new auth codes. */
export function createRegistrar(context: ProviderContext, client: GodaddyClient): Registrar {
  const purchases = new Purchases(context, client);
  const edits = new Edits(context, client);
  return {
    capabilities: registrarCapabilities,
    list: async (signal) => (await client.domains(undefined, signal)).filter(isHeld).map(toRegistration),
    get: async (name, signal) => toRegistration(await client.domain(name, signal)),
    search: (query, signal) => searchNames(client, query, signal),
    check: (names, signal) => checkNames(client, names, 'FULL', signal),
    quote: (request, signal) => purchases.quote(request, signal),
    buy: (purchase) => purchases.buy(purchase),
    findPurchase: (quote, signal) => purchases.find(quote, signal),
    follow: (handle, signal) => follow(client, purchases, handle, signal),
    transferStatus: async (name, signal) => progressOf(await client.domain(name, signal), `transfer/${name}`),
    authCode: (name, signal) => authCode(context, client, name, signal),
    setLock: (name, locked, signal) =>
      edits.patch(name, 'domains.domain:update', { locked }, (domain) => domain.locked === locked, signal),
    setAutoRenew: (name, renewAuto, signal) =>
      edits.patch(
        name,
        'domains.domain:update',
        { renewAuto },
        (domain) => domain.renewAuto === renewAuto,
        signal,
      ),
    setPrivacy: (name, privacy, signal) => edits.setPrivacy(name, privacy, signal),
    contacts: async (name, signal) => contactsFrom(await client.domain(name, signal)),
    setContacts: (name, contacts, signal) => edits.setContacts(name, contacts, signal),
    verifyContacts: (name) => edits.verifyContacts(name),
    setNameservers: (name, nameservers, signal) => edits.setNameservers(name, nameservers, signal),
    ds: (name, signal) => readDs(client, name, signal),
    setDs: (name, ds, _keys, signal) => writeDs(client, name, ds, signal),
  };
}

async function follow(
  client: GodaddyClient,
  purchases: Purchases,
  handle: string,
  signal?: AbortSignal,
): Promise<Progress> {
  const [kind, name, more = ''] = handle.split('/');
  if (name !== undefined && name !== '') {
    if (kind === 'v2') return followActions(client, name, more.split(','), handle, signal);
    if (kind === 'register' || kind === 'renew' || kind === 'transfer')
      return purchases.follow(handle, signal);
  }
  throw failure('NOT_FOUND', `${handle} names no request at GoDaddy`, {
    reason: 'it was not given out by this provider',
    hint: 'regctl ops list',
  });
}

/** The auth code as the registration shows it, or a new one by v2 where it shows none. */
async function authCode(
  context: ProviderContext,
  client: GodaddyClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<string> {
  const shown = (await client.domain(name, signal)).authCode ?? '';
  if (shown !== '') return shown;
  if (client.knowsCustomer) {
    const path = `${await client.v2Path(name, signal)}/regenerateAuthCode`;
    await client.tell({ method: 'POST', path, subject: changeOf(name, 'domains.domain:update') });
    for (const pause of PAUSES_MS) {
      await context.clock.sleep(pause, signal);
      const { state, detail } = await followActions(client, name, ['AUTH_CODE_REGENERATE'], '', signal);
      if (state === 'failed')
        throw failure('REGISTRAR_REFUSED', `GoDaddy made no auth code for ${name}`, {
          reason: detail ?? state,
        });
      if (state !== 'done') continue;
      const fresh = (await client.domain(name, signal)).authCode ?? '';
      if (fresh !== '') return fresh;
    }
  }
  throw failure('ACTION_REQUIRED', `GoDaddy shows no auth code of ${name}`, {
    reason: client.knowsCustomer
      ? 'a new one was asked for and is not there yet'
      : 'the registration has none in its answer',
    hint: client.knowsCustomer
      ? 'try again in some minutes'
      : `get it at https://dcc.godaddy.com/control/portfolio, or let regctl ask for a new one: regctl accounts update ${context.account} --setting shopper-id=NUMBER`,
  });
}
