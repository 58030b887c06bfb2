import { randomUUID } from 'node:crypto';
import { jsonOf, type FakeRequest } from './fake-server.ts';
import { digestOfKey } from './route53-dnssec.ts';
import {
  contactOf,
  flagOf,
  invalid,
  listOf,
  nameServersOf,
  numberOf,
  objectOf,
  textOf,
  type Contact,
  type Json,
} from './route53-domains-input.ts';
import { ApiError } from './route53-wire.ts';
import {
  ACCOUNT,
  DAY,
  DNSSEC_LIMIT,
  PRICES,
  ROLES,
  SEEDED_CONTACT,
  TAKEN_AUTH_CODE,
  YEAR_LIMIT,
  detail,
  filterOf,
  isRunning,
  operationJson,
  page,
  refuseWithoutConsent,
  sorted,
  usd,
  type DnssecKey,
  type FakeDomain,
  type FakeOperation,
  type Prices,
  type Purchase,
  type RegistrarKnobs,
} from './route53-domains-state.ts';

/**
 * The registrar half of the local Route 53: JSON 1.1, route53.md part B.
 *
 * Not backed by the reference:
 * - the texts of all messages; SerializationException and UnknownOperationException; a body needs
 *   Content-Type application/x-amz-json-1.1
 * - the prices, and `.jp` as a TLD with a price for a change of owner, with one year at a time and without DeleteDomain
 * - an unavailable name refuses RegisterDomain at once with InvalidInput, a free one TransferDomain likewise;
 *   a wrong AuthCode lets the transfer end as FAILED
 * - a purchase is noted when the order is accepted, also when its operation fails later
 * - the effect of an operation shows when it becomes SUCCESSFUL; only GetOperationDetail counts as a poll
 * - RenewDomain: a wrong CurrentExpiryYear is InvalidInput, more than ten years ahead TLDRulesViolation
 * - name servers: 1 to 13; glue is needed for a host below the domain
 * - four DNSSEC keys a domain (DnssecLimitExceeded); a key that is there already is InvalidInput
 * - OperationLimitExceeded from `runningOperations` on
 * - UpdateDomainContact with a new registrant runs as CHANGE_DOMAIN_OWNER where that costs money, and then needs Consent
 * - RetrieveDomainAuthCode answers for locked domains too
 * - tags have the shapes of the model as its readers know them
 * - ResendContactReachabilityEmail: its members begin with small letters in the service model (2014-05-15), and no contact is verified
 * - not served: PushDomain, transfers between accounts, ResendOperationAuthorization, ViewBilling
 */
type Call = (input: Json) => unknown;

export class Registrar {
  readonly domains: Map<string, FakeDomain> = new Map();
  readonly operations: Map<string, FakeOperation> = new Map();
  readonly purchases: Purchase[] = [];
  readonly #knobs: RegistrarKnobs;
  readonly #now: () => number;
  readonly #createZone: (domain: string) => readonly string[];
  readonly #asked = new Set<string>();
  readonly #calls: ReadonlyMap<string, Call>;

  constructor(knobs: RegistrarKnobs, now: () => number, createZone: (domain: string) => readonly string[]) {
    this.#knobs = knobs;
    this.#now = now;
    this.#createZone = createZone;
    this.#calls = this.#table();
  }

  seed(hosts: readonly string[]): void {
    const make = (name: string, days: number, kept: boolean): void => {
      const domain = this.#newDomain(name, this.#now() + days * DAY, SEEDED_CONTACT, hosts);
      this.domains.set(name, { ...domain, autoRenew: kept, transferLock: kept });
    };
    make('example.com', 300, true);
    make('example.net', 20, false);
  }

  call(operation: string, request: FakeRequest): unknown {
    const call = this.#calls.get(operation);
    if (call === undefined) throw new ApiError(400, 'UnknownOperationException', operation);
    // route53.md §1: application/x-amz-json-1.1
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim();
    const body = jsonOf(request);
    if (
      type !== 'application/x-amz-json-1.1' ||
      typeof body !== 'object' ||
      body === null ||
      Array.isArray(body)
    )
      throw new ApiError(400, 'SerializationException', 'The body is no JSON object of JSON 1.1');
    return call(body as Json);
  }

  /** Every operation that is not finished goes one step further. */
  advance(): void {
    for (const operation of this.operations.values()) this.#step(operation);
  }

  // route53.md §B
  #table(): ReadonlyMap<string, Call> {
    const calls: { readonly [name: string]: Call } = {
      CheckDomainAvailability: (input) => this.#check(input),
      GetDomainSuggestions: (input) => this.#suggest(input),
      ListPrices: (input) => this.#prices(input),
      CheckDomainTransferability: (input) => this.#transferability(input),
      RegisterDomain: (input) => this.#register(input),
      RenewDomain: (input) => this.#renew(input),
      TransferDomain: (input) => this.#transfer(input),
      ListDomains: (input) => this.#list(input),
      GetDomainDetail: (input) => detail(this.#owned(input)),
      UpdateDomainNameservers: (input) => this.#nameServers(input),
      EnableDomainTransferLock: (input) => this.#lock(this.#owned(input), true),
      DisableDomainTransferLock: (input) => this.#lock(this.#owned(input), false),
      EnableDomainAutoRenew: (input) => this.#autoRenew(this.#owned(input), true),
      DisableDomainAutoRenew: (input) => this.#autoRenew(this.#owned(input), false),
      UpdateDomainContact: (input) => this.#contacts(input),
      UpdateDomainContactPrivacy: (input) => this.#privacy(input),
      RetrieveDomainAuthCode: (input) => ({ AuthCode: this.#owned(input).authCode }),
      AssociateDelegationSignerToDomain: (input) => this.#addKey(input),
      DisassociateDelegationSignerFromDomain: (input) => this.#removeKey(input),
      ResendContactReachabilityEmail: (input) => this.#resend(input),
      GetOperationDetail: (input) => this.#operationDetail(input),
      ListOperations: (input) => this.#listOperations(input),
      DeleteDomain: (input) => this.#delete(input),
      ListTagsForDomain: (input) => ({
        TagList: [...this.#owned(input).tags].map(([Key, Value]) => ({ Key, Value })),
      }),
      UpdateTagsForDomain: (input) => this.#addTags(input),
      DeleteTagsForDomain: (input) => this.#removeTags(input),
    };
    return new Map(Object.entries(calls));
  }

  // --- names, availability and prices

  #named(input: Json): { readonly name: string; readonly tld: string } {
    const name = textOf(input, 'DomainName').toLowerCase();
    if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(name) || name.length > 255)
      throw invalid(`${name} is not a valid domain name`);
    return { name, tld: name.slice(name.indexOf('.') + 1) };
  }

  // route53.md §B: UnsupportedTLD, TLDInMaintenance (`tld`)
  #priceOf(tld: string): Prices {
    const found = PRICES[tld];
    if (found === undefined)
      throw new ApiError(400, 'UnsupportedTLD', `Amazon Route 53 does not support the TLD ${tld}`);
    if (this.#knobs.tldsInMaintenance.has(tld))
      throw new ApiError(400, 'TLDInMaintenance', `The TLD ${tld} is in maintenance`, { tld });
    return found;
  }

  #availability(name: string, tld: string): string {
    this.#priceOf(tld);
    const [label = ''] = name.split('.');
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) return 'INVALID_NAME_FOR_TLD';
    if (name === 'premium.com') return 'UNAVAILABLE_PREMIUM';
    return name === 'taken.com' || this.domains.has(name) ? 'UNAVAILABLE' : 'AVAILABLE';
  }

  // route53.md §B, checklist 6: PENDING on the first ask; no price
  #check(input: Json): unknown {
    const { name, tld } = this.#named(input);
    const availability = this.#availability(name, tld);
    const first = !this.#asked.has(name);
    this.#asked.add(name);
    return { Availability: this.#knobs.availabilityPendingOnce && first ? 'PENDING' : availability };
  }

  #suggest(input: Json): unknown {
    const { name, tld } = this.#named(input);
    const count = numberOf(input, 'SuggestionCount', 1, 50);
    const onlyAvailable = flagOf(input, 'OnlyAvailable');
    if (count === undefined || onlyAvailable === undefined)
      throw invalid('SuggestionCount and OnlyAvailable are required');
    this.#priceOf(tld);
    const [label = ''] = name.split('.');
    const names = ['', 'get', 'my', 'the', 'go', 'try'].flatMap((prefix) =>
      Object.keys(PRICES).map((each) => `${prefix}${label}.${each}`),
    );
    const list = names
      .map((each) => ({ DomainName: each, Availability: this.#availability(each, each.split('.')[1] ?? '') }))
      .filter(
        ({ DomainName, Availability }) =>
          DomainName !== name && (!onlyAvailable || Availability === 'AVAILABLE'),
      );
    return { SuggestionsList: list.slice(0, count) };
  }

  // route53.md §B: major units as a JSON number
  #prices(input: Json): unknown {
    const tld = input['Tld'] === undefined ? undefined : textOf(input, 'Tld');
    if (tld !== undefined) this.#priceOf(tld);
    const list = Object.entries(PRICES)
      .filter(([name]) => tld === undefined || name === tld)
      .map(([Name, prices]) => ({
        Name,
        RegistrationPrice: usd(prices.register),
        TransferPrice: usd(prices.transfer),
        RenewalPrice: usd(prices.renew),
        ChangeOwnershipPrice: usd(prices.owner),
        RestorationPrice: usd(prices.restore),
      }));
    const { items, next } = page(input, list, 1000, 1000);
    return { Prices: items, ...next };
  }

  #transferability(input: Json): unknown {
    const { name, tld } = this.#named(input);
    const code = input['AuthCode'] === undefined ? undefined : textOf(input, 'AuthCode');
    const availability = this.#availability(name, tld);
    const answer = (Transferable: string, Message?: string): unknown => ({
      Transferability: { Transferable },
      ...(Message === undefined ? {} : { Message }),
    });
    if (this.domains.has(name)) return answer('DOMAIN_IN_OWN_ACCOUNT');
    if (availability === 'UNAVAILABLE_PREMIUM') return answer('PREMIUM_DOMAIN');
    if (availability !== 'UNAVAILABLE') return answer('UNTRANSFERABLE', 'The domain is not registered.');
    if (code === undefined || code === TAKEN_AUTH_CODE) return answer('TRANSFERABLE');
    return answer('UNTRANSFERABLE', 'The authorization code is not valid.');
  }

  // --- orders

  #register(input: Json): unknown {
    const { name, tld } = this.#named(input);
    const order = this.#orderOf(input, name, tld);
    const { years, contact } = order;
    this.#refuseRunning('REGISTER_DOMAIN', name);
    const availability = this.#availability(name, tld);
    if (availability === 'INVALID_NAME_FOR_TLD')
      throw new ApiError(400, 'TLDRulesViolation', `${name} is no name for .${tld}`);
    if (availability !== 'AVAILABLE') throw invalid(`The domain ${name} is not available (${availability})`);
    this.#refuseDomainLimit();
    const id = this.#start('REGISTER_DOMAIN', name, () => {
      // route53.md §B: also creates a hosted zone and points the domain at it
      const hosts = this.#createZone(name);
      this.#enrol(this.#newDomain(name, this.#inYears(this.#now(), years), contact, hosts), input);
    });
    this.#buy('register', name, years, order.prices.register * years, id);
    return { OperationId: id };
  }

  #transfer(input: Json): unknown {
    const { name, tld } = this.#named(input);
    const { years, contact, prices } = this.#orderOf(input, name, tld);
    const hosts = input['Nameservers'] === undefined ? undefined : nameServersOf(input, name);
    const code = input['AuthCode'] === undefined ? undefined : textOf(input, 'AuthCode');
    this.#refuseRunning('TRANSFER_IN_DOMAIN', name);
    const availability = this.#availability(name, tld);
    if (availability !== 'UNAVAILABLE' || this.domains.has(name))
      throw invalid(`The domain ${name} cannot be transferred`);
    this.#refuseDomainLimit();
    const wrong = code !== TAKEN_AUTH_CODE;
    if (wrong) this.#knobs.nextOperation ??= { outcome: 'FAILED', message: 'Invalid authorization code' };
    const id = this.#start('TRANSFER_IN_DOMAIN', name, () => {
      const domain = this.#newDomain(name, this.#inYears(this.#now(), years), contact, ['ns1.taken.example']);
      this.#enrol({ ...domain, nameServers: hosts ?? domain.nameServers }, input);
    });
    this.#buy('transfer', name, years, prices.transfer * years, id);
    return { OperationId: id };
  }

  // route53.md §B: 1–10 years; three contacts are required
  #orderOf(input: Json, name: string, tld: string): { years: number; contact: Contact; prices: Prices } {
    const years = numberOf(input, 'DurationInYears', 1, YEAR_LIMIT);
    if (years === undefined) throw invalid('DurationInYears is required');
    for (const role of ROLES)
      if (role !== 'Billing' || input['BillingContact'] !== undefined) contactOf(input, `${role}Contact`);
    flagOf(input, 'AutoRenew');
    const prices = this.#priceOf(tld);
    if (tld === 'jp' && years !== 1)
      throw new ApiError(400, 'TLDRulesViolation', `${name} can be had for one year at a time`);
    return { years, contact: contactOf(input, 'RegistrantContact'), prices };
  }

  // route53.md §B: AutoRenew and the privacy of contacts are true by default
  #enrol(domain: FakeDomain, input: Json): void {
    domain.autoRenew = flagOf(input, 'AutoRenew') ?? true;
    for (const role of ROLES) {
      const field = `${role}Contact`;
      if (input[field] !== undefined) domain.contacts.set(role, contactOf(input, field));
      domain.privacy.set(role, flagOf(input, `PrivacyProtect${field}`) ?? true);
    }
    this.domains.set(domain.name, domain);
  }

  // route53.md §B: CurrentExpiryYear guards against renewing twice
  #renew(input: Json): unknown {
    const { name, tld } = this.#named(input);
    const domain = this.#owned(input);
    const years = numberOf(input, 'DurationInYears', 1, YEAR_LIMIT) ?? 1;
    const given = numberOf(input, 'CurrentExpiryYear', 0, 9999);
    this.#refuseRunning('RENEW_DOMAIN', name);
    const year = new Date(domain.expires).getUTCFullYear();
    if (given !== year)
      throw invalid(`CurrentExpiryYear ${given ?? 'null'} does not match the expiry of ${name}`);
    if (this.#inYears(domain.expires, years) > this.#inYears(this.#now(), YEAR_LIMIT) + DAY)
      throw new ApiError(400, 'TLDRulesViolation', `${name} cannot be renewed more than ten years ahead`);
    const price = this.#priceOf(tld).renew * years;
    const id = this.#start('RENEW_DOMAIN', name, () => {
      domain.expires = this.#inYears(domain.expires, years);
    });
    this.#buy('renew', name, years, price, id);
    return { OperationId: id };
  }

  #buy(kind: Purchase['kind'], domain: string, years: number, price: number, operationId: string): void {
    this.purchases.push({ kind, domain, years, price, currency: 'USD', operationId, at: this.#now() });
  }

  #inYears(from: number, years: number): number {
    const date = new Date(from);
    date.setUTCFullYear(date.getUTCFullYear() + years);
    return date.getTime();
  }

  #newDomain(name: string, expires: number, contact: Contact, hosts: readonly string[]): FakeDomain {
    return {
      name,
      autoRenew: true,
      transferLock: true,
      created: this.#now(),
      updated: this.#now(),
      expires,
      nameServers: hosts.map((Name) => ({ Name, GlueIps: [] })),
      contacts: new Map(ROLES.map((role) => [role, contact])),
      privacy: new Map(ROLES.map((role) => [role, true])),
      dnssecKeys: [],
      authCode: `auth-${randomUUID().slice(0, 8)}`,
      tags: new Map(),
    };
  }

  // route53.md §B: 20 domains by default
  #refuseDomainLimit(): void {
    const coming = this.#running().filter(
      ({ type }) => type === 'REGISTER_DOMAIN' || type === 'TRANSFER_IN_DOMAIN',
    );
    if (this.domains.size + coming.length >= this.#knobs.domainsPerAccount)
      throw new ApiError(
        400,
        'DomainLimitExceeded',
        'The number of domains has reached the limit of the account',
      );
  }

  // --- domains

  // route53.md §B: InvalidInput also for an unknown domain
  #owned(input: Json): FakeDomain {
    const { name } = this.#named(input);
    const domain = this.domains.get(name);
    if (domain === undefined) throw invalid(`Domain ${name} not found in ${ACCOUNT} account`);
    return domain;
  }

  #list(input: Json): unknown {
    const tests = listOf(input, 'FilterConditions').map((each) =>
      filterOf(objectOf(each, 'FilterConditions')),
    );
    const all = [...this.domains.values()].filter((domain) => tests.every((test) => test(domain)));
    const { items, next } = page(input, sorted(all, input), 100, 20);
    const Domains = items.map((domain) => ({
      DomainName: domain.name,
      AutoRenew: domain.autoRenew,
      TransferLock: domain.transferLock,
      Expiry: domain.expires / 1000,
    }));
    return { Domains, ...next };
  }

  #nameServers(input: Json): unknown {
    const domain = this.#owned(input);
    const hosts = nameServersOf(input, domain.name);
    return this.#operate('UPDATE_NAMESERVER', domain, () => {
      domain.nameServers = hosts;
    });
  }

  #lock(domain: FakeDomain, on: boolean): unknown {
    return this.#operate('DOMAIN_LOCK', domain, () => {
      domain.transferLock = on;
    });
  }

  // route53.md §B: synchronous, `{}`
  #autoRenew(domain: FakeDomain, on: boolean): unknown {
    domain.autoRenew = on;
    domain.updated = this.#now();
    return {};
  }

  // route53.md §B: an owner change may cost money at some TLDs
  #contacts(input: Json): unknown {
    const domain = this.#owned(input);
    const given = ROLES.filter((role) => input[`${role}Contact`] !== undefined);
    const contacts = given.map((role) => [role, contactOf(input, `${role}Contact`)] as const);
    if (given.length === 0) throw invalid('No contact is given');
    const price = given.includes('Registrant') ? this.#priceOf(this.#named(input).tld).owner : 0;
    const paid = price > 0;
    if (paid) refuseWithoutConsent(input, price);
    const answer = this.#operate(paid ? 'CHANGE_DOMAIN_OWNER' : 'UPDATE_DOMAIN_CONTACT', domain, () => {
      for (const [role, contact] of contacts) domain.contacts.set(role, contact);
    });
    if (paid) this.#buy('change-owner', domain.name, 0, price, answer.OperationId);
    return answer;
  }

  #privacy(input: Json): unknown {
    const domain = this.#owned(input);
    const flags = ROLES.flatMap((role) => {
      const flag = flagOf(input, `${role}Privacy`);
      return flag === undefined ? [] : [[role, flag] as const];
    });
    if (flags.length === 0) throw invalid('No privacy setting is given');
    return this.#operate('CHANGE_PRIVACY_PROTECTION', domain, () => {
      for (const [role, flag] of flags) domain.privacy.set(role, flag);
    });
  }

  #resend(input: Json): unknown {
    const domainName = textOf(input, 'domainName');
    const emailAddress = this.#owned({ DomainName: domainName }).contacts.get('Registrant')?.['Email'];
    return { domainName, emailAddress, isAlreadyVerified: false };
  }

  // route53.md §B: takes a DNSKEY, the digest is computed here
  #addKey(input: Json): unknown {
    const domain = this.#owned(input);
    const attributes = objectOf(input['SigningAttributes'], 'SigningAttributes');
    const algorithm = numberOf(attributes, 'Algorithm', 1, 255);
    const flags = numberOf(attributes, 'Flags', 256, 257);
    const publicKey = textOf(attributes, 'PublicKey');
    if (algorithm === undefined || flags === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(publicKey))
      throw invalid('SigningAttributes need Algorithm, Flags (256 or 257) and PublicKey (base64)');
    if (domain.dnssecKeys.some((key) => key.PublicKey === publicKey && key.Flags === flags))
      throw invalid('The key belongs to the domain already');
    if (domain.dnssecKeys.length >= DNSSEC_LIMIT)
      throw new ApiError(400, 'DnssecLimitExceeded', `The domain has ${DNSSEC_LIMIT} keys already`);
    const { keyTag, digest } = digestOfKey(domain.name, flags, algorithm, publicKey);
    const key: DnssecKey = {
      Algorithm: algorithm,
      Flags: flags,
      PublicKey: publicKey,
      DigestType: 2,
      Digest: digest,
      KeyTag: keyTag,
      Id: randomUUID(),
    };
    return this.#operate('ADD_DNSSEC', domain, () => {
      domain.dnssecKeys = [...domain.dnssecKeys, key];
    });
  }

  #removeKey(input: Json): unknown {
    const domain = this.#owned(input);
    const id = textOf(input, 'Id');
    if (!domain.dnssecKeys.some((key) => key.Id === id)) throw invalid(`The domain has no key ${id}`);
    return this.#operate('REMOVE_DNSSEC', domain, () => {
      domain.dnssecKeys = domain.dnssecKeys.filter((key) => key.Id !== id);
    });
  }

  // route53.md §B: not at all TLDs
  #delete(input: Json): unknown {
    const domain = this.#owned(input);
    if (domain.name.endsWith('.jp')) throw new ApiError(400, 'UnsupportedTLD', 'jp has no DeleteDomain');
    return this.#operate('DELETE_DOMAIN', domain, () => {
      this.domains.delete(domain.name);
    });
  }

  #addTags(input: Json): unknown {
    const { tags } = this.#owned(input);
    for (const each of listOf(input, 'TagsToUpdate')) {
      const entry = objectOf(each, 'TagsToUpdate');
      tags.set(textOf(entry, 'Key'), entry['Value'] === undefined ? '' : textOf(entry, 'Value'));
    }
    return {};
  }

  #removeTags(input: Json): unknown {
    const { tags } = this.#owned(input);
    for (const each of listOf(input, 'TagsToDelete')) tags.delete(String(each));
    return {};
  }

  // --- operations

  #running(): readonly FakeOperation[] {
    return [...this.operations.values()].filter(isRunning);
  }

  // route53.md §B: DuplicateRequest carries the running requestId
  #refuseRunning(type: string, domain: string): void {
    const same = this.#running().find((each) => each.type === type && each.domain === domain);
    if (same === undefined) return;
    const message = `A ${type} request for ${domain} is already in progress: ${same.id}`;
    throw new ApiError(400, 'DuplicateRequest', message, { requestId: same.id });
  }

  #operate(type: string, domain: FakeDomain, effect: () => void): { readonly OperationId: string } {
    this.#refuseRunning(type, domain.name);
    const OperationId = this.#start(type, domain.name, () => {
      effect();
      domain.updated = this.#now();
    });
    return { OperationId };
  }

  #start(type: string, domain: string, effect: () => void): string {
    if (this.#running().length >= this.#knobs.runningOperations)
      throw new ApiError(400, 'OperationLimitExceeded', 'Too many operations are running');
    const fate = this.#knobs.nextOperation ?? {};
    this.#knobs.nextOperation = undefined;
    const [id, submitted] = [randomUUID(), this.#now()];
    const status = 'SUBMITTED';
    this.operations.set(id, {
      id,
      type,
      domain,
      submitted,
      fate,
      effect,
      updated: submitted,
      polls: 0,
      status,
    });
    return id;
  }

  // route53.md checklist 6: the state machine of an operation
  #step(operation: FakeOperation): void {
    if (operation.status === 'SUBMITTED') operation.status = 'IN_PROGRESS';
    else if (operation.status === 'IN_PROGRESS') this.#finish(operation);
    operation.updated = this.#now();
  }

  #finish(operation: FakeOperation): void {
    operation.status = operation.fate.outcome ?? 'SUCCESSFUL';
    if (operation.status === 'SUCCESSFUL') operation.effect();
  }

  #operationDetail(input: Json): unknown {
    const id = textOf(input, 'OperationId');
    const operation = this.operations.get(id);
    if (operation === undefined) throw invalid(`Operation ${id} not found`);
    this.#poll(operation);
    return operationJson(operation);
  }

  #poll(operation: FakeOperation): void {
    if (!isRunning(operation)) return;
    operation.polls++;
    if (operation.fate.statusFlag !== undefined) operation.status = 'IN_PROGRESS';
    else if (operation.polls > this.#knobs.pollsUntilDone) this.#finish(operation);
    else if (operation.polls > 1) operation.status = 'IN_PROGRESS';
    operation.updated = this.#now();
  }

  #listOperations(input: Json): unknown {
    const since = input['SubmittedSince'];
    if (since !== undefined && typeof since !== 'number') throw invalid('SubmittedSince is no number');
    const statuses = listOf(input, 'Status');
    const types = listOf(input, 'Type');
    const all = [...this.operations.values()].filter(
      ({ submitted, status, type }) =>
        submitted >= (since ?? 0) * 1000 &&
        (statuses.length === 0 || statuses.includes(status)) &&
        (types.length === 0 || types.includes(type)),
    );
    const { items, next } = page(input, input['SortOrder'] === 'DESC' ? all.reverse() : all, 100, 20);
    return { Operations: items.map(operationJson), ...next };
  }
}
