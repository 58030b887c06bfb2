import {
  idOf,
  isJson,
  noRoute,
  ok,
  pageReply,
  refusal,
  type Core,
  type Json,
  type Refusal,
} from './cloudflare-envelope.ts';
import {
  newCertificate,
  sslInput,
  stepCertificate,
  uuidOf,
  type CustomerDns,
  type FakeCertificate,
} from './cloudflare-saas-certificates.ts';
import type { FakeZone } from './cloudflare-zones.ts';
import { jsonOf, type FakeReply, type FakeRequest } from './fake-server.ts';

/** Cloudflare for SaaS in the Cloudflare server: cloudflare.md §6, the DCV delegation of §6 too. What is not backed: cloudflare.ts. */

export interface FakeHostname {
  readonly id: string;
  readonly hostname: string;
  status: string;
  errors: string[];
  certificate: FakeCertificate;
  origin: string | undefined;
  readonly created: string;
}

interface FakeFallback {
  origin: string;
  status: 'initializing' | 'pending_deployment' | 'active' | 'pending_deletion';
  created: string;
  updated: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DOES_NOT_POINT = 'custom hostname does not CNAME to this zone.';

/** The custom hostnames of all zones. */
export class CustomHostnameBook {
  readonly dns: CustomerDns = { cnames: new Map(), txt: new Map() };
  /** Hostnames that the trust and safety people hold back. */
  readonly blocked: Set<string> = new Set();
  /** How many a zone may have; 0: Cloudflare for SaaS is not switched on. */
  quota = 100;
  readonly #core: Core;
  readonly #zones = new Map<string, { hostnames: Map<string, FakeHostname>; fallback?: FakeFallback }>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** The hostname of that name, in whichever zone; throws when there is none. */
  hostname(name: string): FakeHostname {
    for (const { hostnames } of this.#zones.values())
      for (const one of hostnames.values()) if (one.hostname === name) return one;
    throw new Error(`the local server has no custom hostname ${name}`);
  }

  /** One step of both states of every hostname, and of every fallback origin. */
  advance(zoneOf: (id: string) => FakeZone | undefined): void {
    for (const [id, book] of this.#zones) {
      const zone = zoneOf(id);
      if (zone === undefined) continue;
      for (const hostname of book.hostnames.values()) this.#step(zone, hostname);
      const { fallback } = book;
      if (fallback?.status === 'pending_deletion') delete book.fallback;
      else if (fallback !== undefined)
        fallback.status = fallback.status === 'initializing' ? 'pending_deployment' : 'active';
    }
  }

  answer(zone: FakeZone, request: FakeRequest, rest: readonly string[]): FakeReply {
    const book = this.#book(zone);
    const [head, ...more] = rest;
    const call = `${request.method} ${head === undefined ? '' : head}`.trimEnd();
    if (more.length > 0) throw noRoute();
    if (head === 'fallback_origin') return this.#fallback(zone, request);
    if (call === 'GET quota') {
      const used = book.hostnames.size;
      return ok({ allocated: this.quota, used, exceeded: used > this.quota, hard_cap: 50_000 });
    }
    if (call === 'GET') return this.#list(zone, request);
    if (call === 'POST') return this.#create(zone, bodyOf(request));
    if (head === undefined) throw noRoute();
    if (!UUID.test(head)) throw refusal(400, 1435, 'Invalid custom hostname ID.');
    const one = book.hostnames.get(head);
    if (one === undefined) throw refusal(404, 1436, 'The custom hostname was not found.');
    if (request.method === 'GET') return ok(this.#read(zone, one));
    if (request.method === 'PATCH') return this.#edit(zone, one, bodyOf(request));
    if (request.method !== 'DELETE') throw noRoute();
    book.hostnames.delete(head);
    // cloudflare.md §6: the body is the id alone
    return { status: 200, body: { id: head } };
  }

  /** cloudflare.md §6: the uuid that delegated validation is answered below. */
  delegation(zone: FakeZone): string {
    return idOf(`dcv ${zone.id}`).slice(0, 16);
  }

  #book(zone: FakeZone): { hostnames: Map<string, FakeHostname>; fallback?: FakeFallback } {
    const book = this.#zones.get(zone.id) ?? { hostnames: new Map<string, FakeHostname>() };
    this.#zones.set(zone.id, book);
    return book;
  }

  #step(zone: FakeZone, one: FakeHostname): void {
    const points = within(this.dns.cnames.get(one.hostname), zone.name);
    const owns = this.dns.txt.get(`_cf-custom-hostname.${one.hostname}`)?.includes(ownerToken(one)) === true;
    if (this.blocked.has(one.hostname)) one.status = 'blocked';
    else if (points || owns) one.status = 'active';
    else if (one.status === 'active') one.status = 'moved';
    else if (one.status === 'blocked') one.status = 'pending';
    one.errors = points || owns ? [] : [DOES_NOT_POINT];
    stepCertificate(one.certificate, one.hostname, {
      points,
      dns: this.dns,
      delegation: this.delegation(zone),
    });
  }

  #list(zone: FakeZone, request: FakeRequest): FakeReply {
    const { query } = request;
    const names = ['hostname', 'hostname.exact', 'hostname.contain', 'hostname.startsWith'];
    const id = query.get('id');
    if (id !== null && names.some((name) => query.has(name)))
      throw refusal(400, 1438, 'The id filter cannot be combined with hostname filters.');
    const tests: ((one: FakeHostname) => boolean)[] = [];
    const add = (name: string, test: (one: FakeHostname, wanted: string) => boolean): void => {
      const wanted = query.get(name);
      if (wanted !== null) tests.push((one) => test(one, wanted));
    };
    add('id', (one, wanted) => one.id === wanted);
    add('hostname', (one, wanted) => one.hostname.includes(wanted));
    add('hostname.exact', (one, wanted) => one.hostname === wanted);
    add('hostname.contain', (one, wanted) => one.hostname.includes(wanted));
    add('hostname.startsWith', (one, wanted) => one.hostname.startsWith(wanted));
    add('hostname_status', (one, wanted) => one.status === wanted);
    add('ssl_status', (one, wanted) => one.certificate.status === wanted);
    add('certificate_authority', (one, wanted) => one.certificate.authority === wanted);
    add('custom_origin_server', (one, wanted) => one.origin === wanted);
    add('wildcard', (one, wanted) => String(one.certificate.wildcard) === wanted);
    const found = [...this.#book(zone).hostnames.values()].filter((one) => tests.every((test) => test(one)));
    const sorted = query.get('direction') === 'desc' ? found.toReversed() : found;
    // cloudflare.md §1, pagination: 5 to 50
    const rule = { min: 5, max: 50, standard: 20 };
    return pageReply(
      this.#core,
      query,
      rule,
      sorted.map((one) => this.#read(zone, one)),
    );
  }

  #create(zone: FakeZone, body: Json): FakeReply {
    const { hostnames } = this.#book(zone);
    if (this.quota === 0)
      throw refusal(403, 1404, 'No custom hostname quota has been allocated for this zone.');
    const hostname = hostnameInput(body['hostname'], ORIGIN_CODES.hostname);
    if ([...hostnames.values()].some((one) => one.hostname === hostname))
      throw refusal(409, 1406, 'Duplicate custom hostname found.');
    if (hostnames.size >= this.quota)
      throw refusal(403, 1405, 'The custom hostname quota has been exceeded.');
    const origin = this.#originInput(zone, body);
    const certificate = newCertificate(sslInput(body['ssl'], undefined), `${hostname} ${this.#core.newId()}`);
    const one: FakeHostname = {
      id: uuidOf(this.#core.newId()),
      hostname,
      status: 'pending',
      errors: [],
      certificate,
      origin,
      created: this.#core.stamp(),
    };
    hostnames.set(one.id, one);
    return ok(this.#shown(zone, one), { status: 201 });
  }

  /** cloudflare.md §6: PATCH answers 202, and the same ssl object restarts the validation. */
  #edit(zone: FakeZone, one: FakeHostname, body: Json): FakeReply {
    if (body['custom_origin_server'] !== undefined) one.origin = this.#originInput(zone, body);
    if (body['ssl'] !== undefined) {
      const input = sslInput(body['ssl'], one.certificate);
      const { certificate } = one;
      const isBusy = ['pending_issuance', 'pending_deployment'].includes(certificate.status);
      if (isBusy && (input.wildcard !== certificate.wildcard || input.authority !== certificate.authority))
        throw refusal(409, 1439, 'Unsupported modification of the custom hostname.');
      const isSame =
        input.method === certificate.method &&
        input.wildcard === certificate.wildcard &&
        input.authority === certificate.authority;
      if (!(isSame && (certificate.status === 'active' || isBusy)))
        one.certificate = newCertificate(input, `${one.hostname} ${this.#core.newId()}`);
    }
    return ok(this.#shown(zone, one), { status: 202 });
  }

  #originInput(zone: FakeZone, body: Json): string | undefined {
    if (body['custom_metadata'] !== undefined && !this.#core.knobs.paid)
      throw refusal(403, 1413, 'No access to custom metadata has been granted.');
    const origin = body['custom_origin_server'];
    if (origin === undefined) return undefined;
    if (!this.#core.knobs.paid) throw refusal(403, 1414, 'No access to custom origins has been granted.');
    return servedName(zone, hostnameInput(origin, ORIGIN_CODES.origin));
  }

  #fallback(zone: FakeZone, request: FakeRequest): FakeReply {
    const book = this.#book(zone);
    if (request.method === 'PUT') {
      const origin = servedName(zone, hostnameInput(bodyOf(request)['origin'], ORIGIN_CODES.origin));
      const now = this.#core.stamp();
      book.fallback = {
        origin,
        status: 'initializing',
        created: book.fallback?.created ?? now,
        updated: now,
      };
    } else if (!['GET', 'DELETE'].includes(request.method)) throw noRoute();
    const { fallback } = book;
    if (fallback === undefined) throw refusal(404, 1551, 'Resource not found.');
    if (request.method === 'DELETE') fallback.status = 'pending_deletion';
    const { origin, status, created, updated } = fallback;
    return ok({ origin, status, errors: [], created_at: created, updated_at: updated });
  }

  /** cloudflare.md §6: the records are absent in the very first reply; the first look at it brings them. */
  #read(zone: FakeZone, one: FakeHostname): Json {
    if (one.certificate.status === 'initializing') one.certificate.status = 'pending_validation';
    return this.#shown(zone, one);
  }

  #shown(zone: FakeZone, one: FakeHostname): Json {
    const { id, hostname, status, certificate, origin, created } = one;
    const isProven = status === 'active';
    return {
      id,
      hostname,
      ssl: certificate.shown(hostname, this.delegation(zone)),
      status,
      ...(one.errors.length === 0 ? {} : { verification_errors: one.errors }),
      ...(isProven
        ? {}
        : {
            ownership_verification: {
              type: 'txt',
              name: `_cf-custom-hostname.${hostname}`,
              value: ownerToken(one),
            },
            ownership_verification_http: {
              http_url: `http://${hostname}/.well-known/cf-custom-hostname-challenge/${id}`,
              http_body: ownerToken(one),
            },
          }),
      ...(origin === undefined ? {} : { custom_origin_server: origin }),
      created_at: created,
    };
  }
}

function ownerToken({ id }: FakeHostname): string {
  return uuidOf(idOf(`owner ${id}`));
}

function within(target: string | undefined, zone: string): boolean {
  return target !== undefined && (target === zone || target.endsWith(`.${zone}`));
}

/** cloudflare.md §6, 1421: the origin must have a DNS record in the zone. */
function servedName(zone: FakeZone, name: string): string {
  if (![...zone.records.values()].some((record) => record.name === name))
    throw refusal(400, 1421, 'The origin has no DNS record in this zone.');
  return name;
}

/** cloudflare.md §6, errors: the same faults of a name have numbers of their own for origins. */
const ORIGIN_CODES = {
  hostname: { invalid: 1407, unicode: 1408, reserved: 1409, suffix: 1410, example: 1411 },
  origin: { invalid: 1415, unicode: 1416, reserved: 1417, suffix: 1418, example: 1415 },
} as const;
const RESERVED = ['test', 'example', 'invalid', 'localhost', 'local', 'arpa'];
const SUFFIX = /^(?:[a-z]+|(?:co|ac|ne|or|org|com|net|gov)\.(?:jp|uk|au|nz|br|kr))$/;

function hostnameInput(value: unknown, codes: (typeof ORIGIN_CODES)[keyof typeof ORIGIN_CODES]): string {
  const fault = (code: number, words: string): Refusal => refusal(400, code, words);
  if (typeof value !== 'string') throw fault(codes.invalid, 'Invalid hostname.');
  const name = value.toLowerCase();
  if (/[^\x20-\x7e]/.test(name)) throw fault(codes.unicode, 'The hostname contains non-ASCII characters.');
  const labels = name.split('.');
  const isWellFormed =
    name.length < 256 && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  if (!isWellFormed || /^\d+(?:\.\d+){3}$/.test(name)) throw fault(codes.invalid, 'Invalid hostname.');
  if (RESERVED.includes(labels.at(-1) ?? ''))
    throw fault(codes.reserved, 'The TLD of the hostname is reserved.');
  if (SUFFIX.test(name)) throw fault(codes.suffix, 'The hostname is a public suffix.');
  if (codes.example === 1411 && /(?:^|\.)example\.(?:com|net|org)$/.test(name))
    throw fault(codes.example, 'Hostnames of example.com, example.net and example.org are not allowed.');
  return name;
}

function bodyOf(request: FakeRequest): Json {
  const body = jsonOf(request);
  if (!isJson(body)) throw refusal(400, 1400, 'Unable to decode the JSON request body.');
  return body;
}
