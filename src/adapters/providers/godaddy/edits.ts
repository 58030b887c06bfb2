import { canonicalJson } from '../../../core/canonical-json.ts';
import type { Contacts } from '../../../core/contact.ts';
import { isRegctlError, type RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import { DONE, type Progress } from '../../../ports/registrar.ts';
import { domainPath, type GodaddyClient } from './client.ts';
import { contactsFrom, contactsTo } from './contacts.ts';
import { failure, type Scope, type Subject } from './failures.ts';
import { PAUSES_MS } from './limits.ts';
import { consentOf } from './offers.ts';
import { hidesContacts, toRegistration } from './registration.ts';
import type { ApiDomain } from './schema.ts';

/** Changes of a registration: what is so already is left alone, and what GoDaddy puts off is asked for again, for a while. */
export class Edits {
  readonly #context: ProviderContext;
  readonly #client: GodaddyClient;

  constructor(context: ProviderContext, client: GodaddyClient) {
    this.#context = context;
    this.#client = client;
  }

  async patch(
    name: DomainName,
    scope: Scope,
    body: object,
    isSo: (domain: ApiDomain) => boolean,
    signal?: AbortSignal,
  ): Promise<Progress> {
    const domain = await this.#client.domain(name, signal);
    if (isSo(domain)) return DONE;
    await this.#patiently(domain, () =>
      this.#client.tell({ method: 'PATCH', path: domainPath(name), body, subject: changeOf(name, scope) }),
    );
    return DONE;
  }

  setNameservers(
    name: DomainName,
    nameServers: readonly DomainName[],
    signal?: AbortSignal,
  ): Promise<Progress> {
    const isSo = (domain: ApiDomain): boolean =>
      toRegistration(domain).nameservers?.toSorted().join(' ') === nameServers.toSorted().join(' ');
    return this.patch(name, 'domains.nameserver:update', { nameServers }, isSo, signal);
  }

  async setPrivacy(name: DomainName, privacy: boolean, signal?: AbortSignal): Promise<Progress> {
    const domain = await this.#client.domain(name, signal);
    if (hidesContacts(domain) === privacy) return DONE;
    const subject = changeOf(name, 'domains.domain:update');
    if (!privacy && domain.privacy === true)
      await this.#patiently(domain, () =>
        this.#client.tell({ method: 'DELETE', path: `${domainPath(name)}/privacy`, subject }),
      );
    const consent = privacy ? {} : { consent: consentOf(this.#context, ['EXPOSE_WHOIS']) };
    if (domain.exposeWhois !== !privacy) {
      const body = { exposeWhois: !privacy, ...consent };
      await this.#patiently(domain, () =>
        this.#client.tell({ method: 'PATCH', path: domainPath(name), body, subject }),
      );
    }
    return DONE;
  }

  async setContacts(name: DomainName, contacts: Contacts, signal?: AbortSignal): Promise<Progress> {
    const domain = await this.#client.domain(name, signal);
    // A change that changes nothing could still start a verification.
    const present = contactsFrom(domain);
    if (canonicalJson({ ...present, ...contacts }) === canonicalJson(present)) return DONE;
    const subject = changeOf(name, 'domains.contact:update');
    // The registrant must be in every change of contacts (read 2026-11-21).
    const body = { contactRegistrant: domain.contactRegistrant, ...contactsTo(contacts) };
    await this.#patiently(domain, () =>
      this.#client.tell({ method: 'PATCH', path: `${domainPath(name)}/contacts`, body, subject }),
    );
    return { ...DONE, detail: 'GoDaddy may ask the registrant to confirm it by e-mail' };
  }

  async verifyContacts(name: DomainName): Promise<Progress> {
    await this.#client.tell({
      method: 'POST',
      path: `${domainPath(name)}/verifyRegistrantEmail`,
      subject: changeOf(name, 'domains.contact:update'),
    });
    return {
      state: 'action-required',
      handle: null,
      detail: 'the registrant must follow the link that GoDaddy sent by e-mail',
    };
  }

  /** A 409 means that an earlier change is still under way, or that this one is not allowed at all; only an active, unprotected name is worth waiting for. */
  async #patiently(domain: ApiDomain, send: () => Promise<void>): Promise<void> {
    const pauses = domain.status === 'ACTIVE' && domain.transferProtected !== true ? PAUSES_MS : [];
    for (let attempt = 0; ; attempt++) {
      try {
        await send();
        return;
      } catch (error) {
        if (!isRegctlError(error, 'OPERATION_PENDING')) throw error;
        const pause = pauses[attempt];
        if (pause === undefined) throw notAllowed(domain, error);
        await this.#context.clock.sleep(pause);
      }
    }
  }
}

export function changeOf(what: DomainName, scope: Scope): Subject {
  return { what, kind: 'registration', scope, changes: true };
}

function notAllowed({ domain, status, transferProtected }: ApiDomain, cause: RegctlError): RegctlError {
  return failure('REGISTRAR_REFUSED', `GoDaddy does not allow the change of ${domain} now`, {
    ...(cause.reason === undefined
      ? {}
      : { reason: `${cause.reason}; its status is ${status ?? 'not given'}` }),
    hint:
      transferProtected === true
        ? 'names under the high protection plan can be changed in the GoDaddy account only'
        : 'try again later, or look at it in the GoDaddy account',
    cause,
  });
}
