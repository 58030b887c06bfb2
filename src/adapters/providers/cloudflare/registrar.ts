import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { Contact, Contacts } from '../../../core/contact.ts';
import { addMoney, formatMoney, parseMoney, type Money } from '../../../core/money.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import {
  DONE,
  type Availability,
  type AvailabilityStatus,
  type Progress,
  type Purchase,
  type Quote,
  type Registrar,
  type Registration,
} from '../../../ports/registrar.ts';
import type { Call, CloudflareClient } from './client.ts';
import { registrarCapabilities } from './description.ts';
import { NAMES_PER_CHECK } from './limits.ts';
import {
  apiOffers,
  apiRegistration,
  apiWorkflow,
  type ApiOffer,
  type ApiRegistration,
  type ApiWorkflow,
} from './schema.ts';

/** The registrar part, by the API of 2026; the older one ended on 2026-09-27 (read 2026-11-21). */
export function cloudflareRegistrar(context: ProviderContext, client: CloudflareClient): Registrar {
  const isSandbox = context.settings['registrar'] === 'sandbox';
  const needs = (right: string): string => (isSandbox ? 'Registrar Sandbox' : `Registrar:${right}`);
  const call = async (
    method: Call['method'],
    path: string,
    about: string,
    more: Partial<Call> = {},
  ): Promise<Call> => ({
    method,
    path: `/accounts/${encodeURIComponent(await client.accountId(more.signal))}/${isSandbox ? 'registrar-sandbox' : 'registrar'}${path}`,
    subject: { kind: 'registrar', name: about, needs: needs(method === 'GET' ? 'Read' : 'Edit') },
    ...more,
  });
  const domainPath = (name: DomainName): string => `/registrations/${encodeURIComponent(name)}`;
  const get = async (name: DomainName, signal?: AbortSignal): Promise<ApiRegistration> =>
    (await client.call(apiRegistration, await call('GET', domainPath(name), name, { signal }))).result;
  const status = async (kind: WorkflowKind, name: DomainName, signal?: AbortSignal): Promise<Progress> => {
    const path = `${domainPath(name)}/${kind}-status`;
    const { result } = await client.call(apiWorkflow, await call('GET', path, name, { signal }));
    return progressOf(kind, name, result);
  };
  const check = async (names: readonly DomainName[], signal?: AbortSignal): Promise<Availability[]> => {
    const found = new Map<DomainName, Availability>();
    for (let start = 0; start < names.length; start += NAMES_PER_CHECK) {
      const domains = names.slice(start, start + NAMES_PER_CHECK);
      const asked = await call('POST', '/domain-check', domains.join(', '), { body: { domains }, signal });
      const subject = { ...asked.subject, needs: needs('Read') };
      const { result } = await client.call(apiOffers, { ...asked, subject });
      for (const offer of result.domains) found.set(parseDomainName(offer.name), availabilityOf(offer, true));
    }
    // Names that are none are left out of the answer without a word (read 2026-11-21).
    return names.map((name) => found.get(name) ?? unanswered(name));
  };
  const priceNow = async (name: DomainName, years: number, signal?: AbortSignal): Promise<Money> => {
    const [offer = unanswered(name)] = await check([name], signal);
    return priceOf(offer, years);
  };
  return {
    capabilities: registrarCapabilities,
    list: async (signal) => {
      const listed = await call('GET', '/registrations', `the registrations of account ${context.account}`, {
        signal,
      });
      return (await client.cursorPages(apiRegistration, listed)).map(registrationOf);
    },
    get: async (name, signal) => registrationOf(await get(name, signal)),
    search: async ({ keyword, tlds, limit }, signal) => {
      const query = {
        q: keyword,
        limit: String(limit),
        ...(tlds.length === 0 ? {} : { 'extensions[]': tlds }),
      };
      const { result } = await client.call(
        apiOffers,
        await call('GET', '/domain-search', JSON.stringify(keyword), { query, signal }),
      );
      return result.domains.map((offer) => availabilityOf(offer, false)).slice(0, limit);
    },
    check,
    quote: async ({ action, name, years }, signal) => {
      refuseOthers(action, name);
      refuseYears(name, years);
      const total = await priceNow(name, years, signal);
      return { action, name, years, total, expiresAt: null, agreements: [] };
    },
    buy: async (purchase) => {
      const { quote, signal } = purchase;
      refuseOthers(quote.action, quote.name);
      const body = registrationBody(purchase);
      const now = await priceNow(quote.name, quote.years, signal);
      refusePrice(quote, now);
      const bought = await call('POST', '/registrations', quote.name, { body, repeat: 'never', signal });
      return progressOf('registration', quote.name, (await client.call(apiWorkflow, bought)).result);
    },
    findPurchase: async ({ name }, signal) => {
      const running = await absentAsUndefined(status('registration', name, signal));
      if (running?.state === 'running' || running?.state === 'action-required') return running;
      const held = await absentAsUndefined(get(name, signal));
      if (held === undefined) return running?.state === 'failed' ? running : undefined;
      return held.status === 'registration_pending'
        ? { state: 'running', handle: handleOf('registration', name), detail: 'the registration is pending' }
        : { ...DONE, handle: handleOf('registration', name) };
    },
    follow: (handle, signal) => {
      const [kind = '', name = ''] = handle.split('/');
      if ((kind === 'registration' || kind === 'update') && name !== '') return status(kind, name, signal);
      throw new RegctlError('NOT_FOUND', `${JSON.stringify(handle)} names no request at Cloudflare`, {
        reason: 'it is registration/NAME or update/NAME',
        provider: 'cloudflare',
      });
    },
    setAutoRenew: async (name, autoRenew, signal) => {
      const body = { auto_renew: autoRenew };
      const changed = await call('PATCH', domainPath(name), name, { body, repeat: 'refused', signal });
      return progressOf('update', name, (await client.call(apiWorkflow, changed)).result);
    },
  };
}

type WorkflowKind = 'registration' | 'update';

function handleOf(kind: WorkflowKind, name: DomainName): string {
  return `${kind}/${name}`;
}

/** `action_required` never resolves alone; `blocked` waits for somebody else (read 2026-11-21). */
function progressOf(kind: WorkflowKind, name: DomainName, { state, context, error }: ApiWorkflow): Progress {
  const handle = handleOf(kind, name);
  if (state === 'succeeded') return { state: 'done', handle, detail: null };
  if (state === 'failed') return { state: 'failed', handle, detail: error?.message ?? null };
  if (state !== 'action_required') return { state: 'running', handle, detail: state.replaceAll('_', ' ') };
  const action = (context?.action ?? 'see the dashboard').replaceAll('_', ' ');
  const to = context?.confirmation_sent_to;
  return {
    state: 'action-required',
    handle,
    detail: typeof to === 'string' ? `${action}; a message went to ${to}` : action,
  };
}

function registrationOf(registration: ApiRegistration): Registration {
  const { privacy_mode: privacy } = registration;
  return {
    name: parseDomainName(registration.domain_name),
    status: [registration.status.toLowerCase()],
    createdAt: registration.created_at ?? null,
    expiresAt: registration.expires_at ?? null,
    autoRenew: registration.auto_renew ?? null,
    locked: registration.locked ?? null,
    privacy: privacy === 'redaction' ? true : privacy === 'off' ? false : null,
    nameservers: null,
    ds: null,
    extras: {},
  };
}

const STATUS_OF_REASON: { readonly [reason: string]: AvailabilityStatus } = {
  domain_unavailable: 'taken',
  domain_premium: 'premium',
  extension_not_supported: 'unsupported',
  extension_not_supported_via_api: 'unsupported',
  extension_disallows_registration: 'unsupported',
};

function availabilityOf(
  { name, registrable, reason, tier, pricing }: ApiOffer,
  definitive: boolean,
): Availability {
  const money = (amount: string | number): Money =>
    parseMoney(String(amount), (pricing?.currency ?? '').toUpperCase());
  return {
    name: parseDomainName(name),
    status:
      tier === 'premium'
        ? 'premium'
        : registrable
          ? 'available'
          : (STATUS_OF_REASON[reason ?? ''] ?? 'unknown'),
    reason: reason?.replaceAll('_', ' ') ?? null,
    price: pricing ? money(pricing.registration_cost) : null,
    renewalPrice: pricing ? money(pricing.renewal_cost) : null,
    definitive,
  };
}

function unanswered(name: DomainName): Availability {
  const reason = 'Cloudflare gives no answer for this name';
  return { name, status: 'unknown', reason, price: null, renewalPrice: null, definitive: false };
}

/** n years cost the registration and n − 1 renewals (read 2026-11-21). @throws RegctlError `DOMAIN_UNAVAILABLE` */
function priceOf({ name, status, reason, price, renewalPrice }: Availability, years: number): Money {
  if (status !== 'available' || price === null || renewalPrice === null) {
    throw new RegctlError('DOMAIN_UNAVAILABLE', `${name} cannot be registered at Cloudflare`, {
      reason: reason ?? (status === 'available' ? 'it names no price' : `it is ${status}`),
      hint: 'look for another name with `regctl domains search`',
      provider: 'cloudflare',
    });
  }
  const renewals = { minor: renewalPrice.minor * (years - 1), currency: renewalPrice.currency };
  return addMoney(price, renewals);
}

function refusePrice({ name, total }: Quote, now: Money): void {
  if (total !== null && total.minor === now.minor && total.currency === now.currency) return;
  throw new RegctlError('PRICE_CHANGED', `${name} costs ${formatMoney(now)} now`, {
    reason: total === null ? 'it was quoted without a price' : `it was quoted at ${formatMoney(total)}`,
    hint: 'nothing was bought; ask for the price again',
    provider: 'cloudflare',
  });
}

function refuseOthers(action: Quote['action'], name: DomainName): void {
  if (action === 'register') return;
  throw new RegctlError('CAPABILITY_MISSING', `Cloudflare cannot ${action} ${name} through its API`, {
    reason:
      action === 'renew' ? 'it renews by itself where auto-renew is on' : 'transfers start in the dashboard',
    hint: action === 'renew' ? `regctl domains autorenew ${name} on` : 'https://dash.cloudflare.com/',
    provider: 'cloudflare',
  });
}

function refuseYears(name: DomainName, years: number): void {
  const { min, max } = registrarCapabilities.years;
  if (years >= min && years <= max) return;
  throw new RegctlError('INVALID_INPUT', `${name} cannot be registered for ${years} years`, {
    reason: `Cloudflare sells ${min} to ${max} years`,
    hint: 'give another number of years',
    provider: 'cloudflare',
  });
}

/** @throws RegctlError `CAPABILITY_MISSING` for name servers of the user's own, which Cloudflare Registrar does not take */
function registrationBody({ quote, nameservers, autoRenew, privacy, contacts }: Purchase): object {
  if (nameservers.length > 0) {
    throw new RegctlError('CAPABILITY_MISSING', `${quote.name} cannot be given other name servers`, {
      reason: 'Cloudflare Registrar delegates to Cloudflare always',
      hint: 'nothing was bought; leave the name servers out, or register elsewhere',
      provider: 'cloudflare',
    });
  }
  const extensions = contacts?.registrant?.extras ?? {};
  return {
    domain_name: quote.name,
    years: quote.years,
    auto_renew: autoRenew,
    privacy_mode: privacy ? 'redaction' : 'off',
    ...(contacts === null ? {} : { contacts: contactsToApi(contacts) }),
    ...(Object.keys(extensions).length === 0 ? {} : { contact_extensions: extensions }),
  };
}

function contactsToApi({ registrant, admin, tech, billing }: Contacts): object {
  const roles = { registrant, administrator: admin, technical: tech, billing };
  return Object.fromEntries(
    Object.entries(roles).flatMap(([role, contact]) =>
      contact === undefined ? [] : [[role, contactToApi(contact)]],
    ),
  );
}

function contactToApi(contact: Contact): object {
  const { organization, fax } = contact;
  return {
    email: contact.email,
    phone: contact.phone,
    ...(fax === null ? {} : { fax }),
    postal_info: {
      name: `${contact.firstName} ${contact.lastName}`.trim(),
      ...(organization === null ? {} : { organization }),
      address: {
        street: contact.street.join(', '),
        city: contact.city,
        state: contact.state ?? '',
        postal_code: contact.postalCode,
        country_code: contact.country,
      },
    },
  };
}

async function absentAsUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isRegctlError(error, 'DOMAIN_NOT_FOUND')) return undefined;
    throw error;
  }
}
