import { createHash } from 'node:crypto';
import {
  bodyOf,
  cursorReply,
  idOf,
  isJson,
  noRoute,
  ok,
  refusal,
  stampOf,
  toAscii,
  type Core,
  type Json,
  type RegistrarAsync,
  type Refusal,
} from './cloudflare-envelope.ts';
import type { FakeReply, FakeRequest } from './fake-server.ts';

/** The Registrar of the Cloudflare server, sandbox included: cloudflare.md §5. What is not backed: cloudflare.ts. */

export interface FakeRegistration {
  readonly domain_name: string;
  status:
    'active' | 'registration_pending' | 'expired' | 'suspended' | 'redemption_period' | 'pending_delete';
  auto_renew: boolean;
  locked: boolean;
  privacy_mode: 'redaction' | 'off';
  created_at: string;
  expires_at: string | null;
}

/** A charge to the account's payment method. */
export interface FakePurchase {
  readonly domain: string;
  readonly years: number;
  /** In major units, as the API writes money. */
  readonly cost: string;
  readonly currency: 'USD';
  readonly at: number;
}

type State = 'pending' | 'in_progress' | 'action_required' | 'blocked' | 'succeeded' | 'failed';

interface Workflow {
  readonly kind: 'registration' | 'update';
  readonly domain: string;
  readonly mode: RegistrarAsync;
  readonly years: number;
  /** For an update: the value it brings. */
  readonly autoRenew: boolean;
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  state: State;
  polls: number;
  readonly created: string;
  updated: string;
}

interface Extension {
  readonly registration: number;
  readonly renewal: number;
  readonly years: number;
}

/** Cents of a US dollar and the registry's shortest term. */
const EXTENSIONS: { readonly [name: string]: Extension } = {
  ai: { registration: 8000, renewal: 8000, years: 2 },
  app: { registration: 1420, renewal: 1420, years: 1 },
  'co.uk': { registration: 548, renewal: 548, years: 1 },
  com: { registration: 1046, renewal: 1046, years: 1 },
  dev: { registration: 1218, renewal: 1218, years: 1 },
  io: { registration: 4500, renewal: 5000, years: 1 },
  net: { registration: 1186, renewal: 1186, years: 1 },
  org: { registration: 750, renewal: 1013, years: 1 },
};
const NOT_BY_API = ['giving', 'mom', 'inc', 'lol', 'sh', 'link', 'cc', 'new']; // cloudflare.md §5, conditions
const MAX_DOMAINS = 100; // cloudflare.md §5, conditions
const YEAR = 365 * 86_400_000;

const invalid = (message: string): Refusal => refusal(400, 1400, message);
const absent = (domain: string): Refusal => refusal(404, 1404, `${domain} not found`);
const money = (cents: number): string => (cents / 100).toFixed(2);

/** One of the two registrars, the real one or the sandbox. */
export class Registrar {
  readonly registrations: Map<string, FakeRegistration> = new Map();
  readonly purchases: FakePurchase[] = [];
  readonly taken: Set<string> = new Set(['taken.com']);
  readonly premium: Set<string> = new Set(['premium.com']);
  /** Extensions whose registry takes no registrations. */
  readonly frozen: Set<string> = new Set();
  readonly #core: Core;
  readonly #sandbox: boolean;
  readonly #registered: (domain: string) => void;
  readonly #workflows = new Map<string, Workflow>();
  readonly #updates = new Map<string, Workflow>();

  constructor(core: Core, sandbox: boolean, registered: (domain: string) => void) {
    this.#core = core;
    this.#sandbox = sandbox;
    this.#registered = registered;
  }

  seed(domain: string, days: number, autoRenew: boolean, locked: boolean): void {
    const now = this.#core.now();
    this.registrations.set(domain, {
      domain_name: domain,
      status: 'active',
      auto_renew: autoRenew,
      locked,
      privacy_mode: 'redaction',
      created_at: stampOf(now + days * 86_400_000 - YEAR),
      expires_at: stampOf(now + days * 86_400_000),
    });
  }

  // ---- running of workflows --------------------------------------------------------------------------------

  /** Moves each open workflow one step on; those that wait for a user stay. */
  advance(): void {
    for (const workflow of [...this.#workflows.values(), ...this.#updates.values()])
      if (workflow.state === 'in_progress') this.#finish(workflow);
      else if (workflow.state === 'pending' || workflow.state === 'blocked')
        this.#to(workflow, 'in_progress');
  }

  /** The user does what `action_required` asks for; the workflow is in progress again. */
  act(domain: string): void {
    const workflow = this.#workflows.get(domain);
    if (workflow?.state === 'action_required') this.#to(workflow, 'in_progress');
  }

  #to(workflow: Workflow, state: State): void {
    workflow.state = state;
    workflow.updated = this.#core.stamp();
  }

  /** A look at the status is a step on, except where only others can move it (cloudflare.md §5). */
  #poll(workflow: Workflow): void {
    workflow.polls++;
    const { state, mode, polls } = workflow;
    if (state === 'pending')
      this.#to(
        workflow,
        mode === 'action-required' ? 'action_required' : mode === 'blocked' ? 'blocked' : 'in_progress',
      );
    if (workflow.state === 'in_progress' && polls >= this.#core.knobs.pollsToFinish) this.#finish(workflow);
  }

  #finish(workflow: Workflow): void {
    const registration = this.registrations.get(workflow.domain);
    if (workflow.failure !== undefined || registration === undefined) {
      if (workflow.kind === 'registration') this.registrations.delete(workflow.domain);
      return this.#to(workflow, 'failed');
    }
    if (workflow.kind === 'update') registration.auto_renew = workflow.autoRenew;
    else this.#own(workflow, registration);
    this.#to(workflow, 'succeeded');
  }

  #own({ domain, years }: Workflow, registration: FakeRegistration): void {
    const now = this.#core.now();
    registration.status = 'active';
    registration.expires_at = stampOf(now + years * YEAR);
    if (this.#sandbox) return; // cloudflare.md §5, sandbox: no billing, no zones
    const price = priceOf(domain);
    const cost = money(price.registration + (years - 1) * price.renewal);
    this.purchases.push({ domain, years, cost, currency: 'USD', at: now });
    this.#registered(domain);
  }

  #workflowReply(workflow: Workflow, status: number, headers: FakeReply['headers'] = {}): FakeReply {
    const { state, kind, domain } = workflow;
    const prefix = this.#sandbox ? 'registrar-sandbox' : 'registrar';
    const resource = `/accounts/${this.#core.accountId}/${prefix}/registrations/${domain}`;
    const registration = this.registrations.get(domain);
    return ok(
      {
        state,
        completed: state === 'succeeded' || state === 'failed',
        created_at: workflow.created,
        updated_at: workflow.updated,
        links: { self: `${resource}/${kind}-status`, resource },
        context: {
          domain_name: domain,
          ...(state === 'succeeded' && registration !== undefined ? { registration } : {}),
          ...(state === 'action_required'
            ? { action: 'verify_registrant_email', confirmation_sent_to: 'owner@example.com' }
            : {}),
        },
        error: state === 'failed' ? (workflow.failure ?? { code: 'gone', message: 'no such domain' }) : null,
      },
      { status, headers },
    );
  }

  /** Starts it and answers: done at once, or 202 (cloudflare.md §5, workflow reply). */
  #start(workflow: Workflow, request: FakeRequest, done: number): FakeReply {
    const table = workflow.kind === 'update' ? this.#updates : this.#workflows;
    table.set(workflow.domain, workflow);
    const later = asksForAsync(request);
    if (later) return this.#workflowReply(workflow, 202, { 'preference-applied': 'respond-async' });
    if (workflow.mode !== 'sync' || workflow.failure !== undefined) return this.#workflowReply(workflow, 202);
    this.#finish(workflow);
    return this.#workflowReply(workflow, done);
  }

  #workflow(kind: Workflow['kind'], domain: string, years: number, autoRenew: boolean): Workflow {
    const { registrarAsync, registrarFailure } = this.#core.knobs;
    const created = this.#core.stamp();
    return {
      kind,
      domain,
      mode: kind === 'update' && registrarAsync !== 'sync' ? 'async' : registrarAsync,
      years,
      autoRenew,
      failure: kind === 'update' ? undefined : registrarFailure,
      state: 'pending',
      polls: 0,
      created,
      updated: created,
    };
  }

  // ---- calls -----------------------------------------------------------------------------------------------

  /** Answers what is under `/accounts/{a}/registrar`; `rest` is the path after it. */
  answer(request: FakeRequest, rest: readonly string[]): FakeReply {
    const { method, query } = request;
    const [head, name, last] = rest;
    const call = `${method} ${head ?? ''}${rest.length > 1 ? '/*' : ''}${rest.length > 2 ? `/${last}` : ''}`;
    const domain = toAscii(name ?? '');
    if (rest.length > 3) throw noRoute();
    switch (call) {
      case 'GET domain-search':
        return this.#search(query);
      case 'POST domain-check':
        return this.#check(bodyOf(request));
      case 'POST registrations':
        return this.#register(request, bodyOf(request));
      case 'GET registrations':
        return cursorReply(this.#core, query, this.#sorted(query));
      case 'GET registrations/*':
        return ok(this.#current(this.#owned(domain)));
      case 'PATCH registrations/*':
        return this.#update(request, this.#owned(domain), bodyOf(request));
      case 'GET registrations/*/registration-status':
        return this.#status(this.#workflows.get(domain), domain);
      case 'GET registrations/*/update-status':
        return this.#status(this.#updates.get(domain), domain);
      case 'GET extensions':
        return this.#extensions(request);
      case 'GET extensions/*':
        return conditional(request, ok(this.#extension(domain)));
      default:
        if (head === 'domains' && rest.length <= 2 && !this.#sandbox) return this.#old(request, domain);
        throw noRoute();
    }
  }

  #owned(domain: string): FakeRegistration {
    const registration = this.registrations.get(domain);
    if (registration === undefined) throw absent(domain);
    return registration;
  }

  #current(registration: FakeRegistration): FakeRegistration {
    const { status, expires_at } = registration;
    const over = expires_at !== null && Date.parse(expires_at) <= this.#core.now();
    return status === 'active' && over ? { ...registration, status: 'expired' } : registration;
  }

  #sorted(query: URLSearchParams): FakeRegistration[] {
    const by = query.get('sort_by') ?? 'registry_created_at';
    const keys: { readonly [name: string]: (each: FakeRegistration) => string } = {
      name: (each) => each.domain_name,
      registry_created_at: (each) => each.created_at,
      registry_expires_at: (each) => each.expires_at ?? '',
    };
    const key = keys[by];
    if (key === undefined) throw invalid(`sort_by ${by}`);
    const list = [...this.registrations.values()].map((each) => this.#current(each));
    list.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    return query.get('direction') === 'desc' ? list.reverse() : list;
  }

  #status(workflow: Workflow | undefined, domain: string): FakeReply {
    if (workflow === undefined) throw absent(domain);
    this.#poll(workflow);
    return this.#workflowReply(workflow, 200);
  }

  #supports(extension: string): boolean {
    return EXTENSIONS[extension] !== undefined && (!this.#sandbox || ['com', 'net'].includes(extension));
  }

  /** The row of domain-check; undefined for a malformed name, which is left out (cloudflare.md §5). */
  #row(given: unknown): Json | undefined {
    if (typeof given !== 'string') return undefined;
    const name = toAscii(given);
    const dot = name.indexOf('.');
    const extension = name.slice(dot + 1);
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]+)+$/.test(name)) return undefined;
    const no = (reason: string, more: Json = {}): Json => ({ name, registrable: false, reason, ...more });
    if (NOT_BY_API.includes(extension)) return no('extension_not_supported_via_api');
    if (!this.#supports(extension)) return no('extension_not_supported');
    if (this.frozen.has(extension)) return no('extension_disallows_registration');
    if (this.taken.has(name) || this.registrations.has(name)) return no('domain_unavailable');
    if (this.premium.has(name)) return no('domain_premium', { tier: 'premium' });
    const { registration, renewal } = priceOf(name);
    const pricing = {
      currency: 'USD',
      registration_cost: money(registration),
      renewal_cost: money(renewal),
    };
    return { name, registrable: true, tier: 'standard', pricing };
  }

  #check({ domains }: Json): FakeReply {
    if (!Array.isArray(domains) || domains.length < 1 || domains.length > 20)
      throw invalid('domains must hold 1 to 20 names');
    return ok({
      domains: domains.map((each: unknown) => this.#row(each)).filter((row) => row !== undefined),
    });
  }

  #search(query: URLSearchParams): FakeReply {
    const words = toAscii(query.get('q') ?? '').trim();
    const label = (words.split('.')[0] ?? '').replaceAll(/[^a-z0-9-]/g, '');
    if (label === '') throw invalid('q must be a keyword or a domain name');
    const limit = Number(query.get('limit') ?? '20');
    if (!Number.isInteger(limit) || limit < 1) throw invalid('limit');
    const only = [...query.getAll('extensions'), ...query.getAll('extensions[]')];
    const names = [label, `my${label}`, `get${label}`, `${label}hq`].flatMap((each) =>
      Object.keys(EXTENSIONS)
        .filter((extension) => this.#supports(extension) && (only.length === 0 || only.includes(extension)))
        .map((extension) => `${each}.${extension}`),
    );
    const first = names.filter((each) => each === words);
    const domains = [...new Set([...first, ...names])].slice(0, limit);
    return ok({ domains: domains.map((each) => this.#row(each)) });
  }

  /** cloudflare.md §5, register body and conditions; the domain name is the idempotency key. */
  #register(request: FakeRequest, body: Json): FakeReply {
    const given = body['domain_name'];
    if (typeof given !== 'string') throw invalid('domain_name is required');
    const domain = toAscii(given);
    const earlier = this.#workflows.get(domain);
    if (earlier !== undefined && earlier.state !== 'failed' && this.registrations.has(domain))
      return this.#workflowReply(earlier, earlier.state === 'succeeded' ? 201 : 202);
    const row = this.#row(domain);
    if (row === undefined) throw invalid('domain_name is malformed');
    const { years, autoRenew, privacy } = this.#settings(domain, body);
    this.#checkContacts(body['contacts']);
    if (row['registrable'] !== true)
      throw invalid(`${domain} cannot be registered: ${String(row['reason'])}`);
    if (!this.#sandbox && !this.#core.knobs.paymentMethod) throw invalid('no default payment method');
    if (this.registrations.size >= MAX_DOMAINS) throw invalid(`at most ${MAX_DOMAINS} domains an account`);
    this.registrations.set(domain, {
      domain_name: domain,
      status: 'registration_pending',
      auto_renew: autoRenew,
      locked: true,
      privacy_mode: privacy,
      created_at: this.#core.stamp(),
      expires_at: null,
    });
    return this.#start(this.#workflow('registration', domain, years, autoRenew), request, 201);
  }

  #settings(
    domain: string,
    body: Json,
  ): { years: number; autoRenew: boolean; privacy: FakeRegistration['privacy_mode'] } {
    const least = priceOf(domain).years;
    const { years = least, auto_renew = false, privacy_mode = 'redaction' } = body;
    if (typeof years !== 'number' || !Number.isInteger(years) || years < least || years > 10)
      throw invalid(`years must be between ${least} and 10`);
    if (typeof auto_renew !== 'boolean') throw invalid('auto_renew must be a boolean');
    if (privacy_mode !== 'redaction' && privacy_mode !== 'off') throw invalid('privacy_mode');
    for (const name of ['contact_extensions', 'acknowledgements'])
      if (body[name] !== undefined && !isJson(body[name])) throw invalid(`${name} must be an object`);
    return { years, autoRenew: auto_renew, privacy: privacy_mode };
  }

  #checkContacts(contacts: unknown): void {
    if (contacts !== undefined && !isJson(contacts)) throw invalid('contacts must be an object');
    const all = contacts ?? {};
    for (const role of ['registrant', 'administrator', 'technical', 'billing'])
      if (all[role] !== undefined) checkContact(role, all[role]);
    if (all['registrant'] !== undefined) return;
    if (this.#sandbox) throw invalid('contacts.registrant is required in the sandbox');
    if (!this.#core.knobs.defaultContact) throw invalid('no default address-book entry and no registrant');
  }

  #update(request: FakeRequest, registration: FakeRegistration, body: Json): FakeReply {
    const { auto_renew, ...others } = body;
    if (typeof auto_renew !== 'boolean' || Object.keys(others).length > 0)
      throw invalid('only auto_renew can be changed'); // cloudflare.md §5
    const workflow = this.#workflow('update', registration.domain_name, 0, auto_renew);
    return this.#start(workflow, request, 200);
  }

  // ---- extensions ------------------------------------------------------------------------------------------

  #extension(name: string): Json {
    const extension = EXTENSIONS[name];
    if (extension === undefined || !this.#supports(name)) throw absent(name);
    return {
      metadata: { name, tld: name.slice(name.lastIndexOf('.') + 1) },
      registration_schema: schemaOf(extension),
    };
  }

  #extensions(request: FakeRequest): FakeReply {
    const wanted = request.query.get('name');
    const names = Object.keys(EXTENSIONS)
      .filter((name) => this.#supports(name) && (wanted === null || name === wanted))
      .toSorted();
    if (request.query.get('direction') === 'desc') names.reverse();
    const all = names.map((name) => this.#extension(name));
    return conditional(request, cursorReply(this.#core, request.query, all));
  }

  // ---- the deprecated endpoints ----------------------------------------------------------------------------

  /** cloudflare.md §5, two generations; end of life 27 September 2026. */
  #old(request: FakeRequest, domain: string): FakeReply {
    const { oldRegistrar } = this.#core.knobs;
    const over = this.#core.now() >= Date.UTC(2026, 8, 27);
    if (oldRegistrar === 'not-found') throw noRoute();
    if (oldRegistrar === 'gone' || (oldRegistrar === 'by-date' && over))
      throw refusal(410, 7000, 'This endpoint has reached its end of life');
    if (domain === '') {
      if (request.method !== 'GET') throw noRoute();
      return ok([...this.registrations.values()].map(oldForm));
    }
    const registration = this.#owned(domain);
    if (request.method === 'PUT') {
      const { auto_renew, locked, privacy } = bodyOf(request);
      if (typeof auto_renew === 'boolean') registration.auto_renew = auto_renew;
      if (typeof locked === 'boolean') registration.locked = locked;
      if (typeof privacy === 'boolean') registration.privacy_mode = privacy ? 'redaction' : 'off';
    } else if (request.method !== 'GET') throw noRoute();
    return ok(oldForm(registration));
  }
}

function oldForm(registration: FakeRegistration): Json {
  const { domain_name, auto_renew, locked, privacy_mode, created_at, expires_at } = registration;
  return {
    id: idOf(domain_name),
    name: domain_name,
    auto_renew,
    locked,
    privacy: privacy_mode === 'redaction',
    created_at,
    expires_at,
    current_registrar: 'Cloudflare',
    supported_tld: true,
  };
}

function priceOf(domain: string): Extension {
  return EXTENSIONS[domain.slice(domain.indexOf('.') + 1)] ?? { registration: 0, renewal: 0, years: 1 };
}

/** RFC 7240: one preference of several. */
const asksForAsync = (request: FakeRequest): boolean =>
  (request.headers['prefer'] ?? '').split(',').some((each) => each.trim().toLowerCase() === 'respond-async');

function checkContact(role: string, contact: unknown): void {
  const wrong = (field: string): Refusal => invalid(`contacts.${role}.${field} is missing or wrong`);
  const text = (from: unknown, field: string, shape = /\S/): void => {
    const value = isJson(from) ? from[field] : undefined;
    if (typeof value !== 'string' || !shape.test(value)) throw wrong(field);
  };
  text(contact, 'email', /^[^@\s]+@[^@\s]+\.[^@\s]+$/);
  text(contact, 'phone', /^\+\d{1,3}\.\d{4,14}$/); // cloudflare.md §5: "+81.312345678"
  const postal = isJson(contact) ? contact['postal_info'] : undefined;
  text(postal, 'name');
  const address = isJson(postal) ? postal['address'] : undefined;
  for (const field of ['street', 'city', 'state', 'postal_code']) text(address, field);
  text(address, 'country_code', /^[A-Z]{2}$/);
}

function conditional(request: FakeRequest, reply: FakeReply): FakeReply {
  const hash = createHash('sha256').update(JSON.stringify(reply.body)).digest('hex').slice(0, 16);
  const etag = `"${hash}"`;
  const known = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim());
  if (known.includes(etag)) return { status: 304, headers: { etag } };
  return { ...reply, headers: { ...reply.headers, etag } };
}

function schemaOf({ years }: Extension): Json {
  const text = { type: 'string' };
  const object = (properties: Json, required: readonly string[]): Json => ({
    type: 'object',
    properties,
    required,
  });
  const parts = ['street', 'city', 'state', 'postal_code', 'country_code'];
  const address = object(Object.fromEntries(parts.map((part) => [part, text])), parts);
  const postal_info = object({ name: text, organization: text, address }, ['name', 'address']);
  const contact = object({ email: text, phone: text, fax: text, postal_info }, [
    'email',
    'phone',
    'postal_info',
  ]);
  const roles = ['registrant', 'administrator', 'technical', 'billing'];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...object(
      {
        domain_name: text,
        years: { type: 'integer', minimum: years, maximum: 10, default: years },
        auto_renew: { type: 'boolean', default: false },
        privacy_mode: { type: 'string', enum: ['redaction', 'off'], default: 'redaction' },
        contacts: object(Object.fromEntries(roles.map((role) => [role, contact])), []),
      },
      ['domain_name'],
    ),
  };
}
