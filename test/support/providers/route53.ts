import { randomUUID } from 'node:crypto';
import { Bucket, startFakeServer, type FakeReply, type FakeRequest, type FakeServer } from './fake-server.ts';
import { Dns, NAME_SERVERS, type DnsKnobs } from './route53-dns.ts';
import { Registrar } from './route53-domains.ts';
import type { FakeDomain, FakeOperation, Purchase, RegistrarKnobs } from './route53-domains-state.ts';
import { canonicalName, keyOf, setKey, type RecordSet } from './route53-records.ts';
import { ApiError, leaf, tag, xmlDocument } from './route53-wire.ts';
import { bad, type FakeChange, type FakeZone } from './route53-zones.ts';
import { verifySigV4 } from './sigv4.ts';

/**
 * A local Route 53 (REST-XML) and Route 53 Domains (JSON 1.1) behind one address: a request with `X-Amz-Target`
 * goes to the registrar (route53-domains.ts), any other one to the DNS half (route53-dns.ts).
 * Reference: providers/route53.md. The change-throughput bucket is left out: its numbers are unconfirmed.
 *
 * Not backed by the reference:
 * - POST …/rrset without the trailing slash is taken too: the SDKs made from the newer model send that
 * - the texts of nearly all messages; the codes MalformedInput, KeySigningKeyInUse, NoSuchDelegationSet and
 *   UnknownOperationException
 * - `maxitems` above the maximum counts as the maximum; an unknown `marker` is InvalidInput
 * - §A1 says that the order of elements matters, with no error for it: `strictElementOrder` refuses another order with
 *   InvalidInput. It is off at the start, since the Go SDK v2 writes elements by the alphabet and is served by AWS
 * - rrsets and zones are compared by their reversed names as strings, trailing dot included; zones list by id
 * - a caller reference stays used after its zone is deleted
 * - PriorRequestNotComplete hits record changes, zone deletions and DNSSEC changes alike
 * - a zone that signs, or has key-signing keys, cannot be deleted (HostedZoneNotEmpty)
 * - private zones: exactly one VPC at creation; health checks, traffic policies and delegation sets do not exist
 * - the account has 12 digits of its own, zones get the four name servers of one made-up delegation set
 */
export interface FakeRoute53 extends FakeServer, DnsKnobs, RegistrarKnobs {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The hosted zones by bare id; change them to edit behind the client's back (`put` and `remove` help). */
  readonly zones: Map<string, FakeZone>;
  readonly changes: Map<string, FakeChange>;
  readonly domains: Map<string, FakeDomain>;
  readonly operations: Map<string, FakeOperation>;
  /** Everything that cost money, in order. */
  readonly purchases: Purchase[];
  /** Makes a zone that holds what every zone begins with. */
  addZone(name: string): FakeZone;
  /** The only zone of that name, with or without the trailing dot. */
  zoneOf(name: string): FakeZone;
  /** An outside edit: writes a set into the only zone of that name, unchecked. */
  put(zone: string, set: RecordSet): void;
  /** An outside edit: removes a set; false when there was none. */
  remove(zone: string, name: string, type: string, setIdentifier?: string): boolean;
  /** Time passes: every change becomes INSYNC, every operation goes one step further. */
  advance(): void;
}

type Knobs = DnsKnobs & RegistrarKnobs;

const ACCESS_KEY_ID = 'AKIALOCALROUTE53TEST';
const SECRET_ACCESS_KEY = 'local/Route53+secretAccessKey0123456789A';
const ACCOUNT = '123456789012';
// route53.md §A3: buckets that are lower than 50 requests refilled at 10 a second
const BUCKETS: { readonly [action: string]: readonly [number, number] } = {
  CreateHostedZone: [40, 2],
  DeleteHostedZone: [40, 5],
};

class Front {
  readonly #dns: Dns;
  readonly #registrar: Registrar;
  readonly #knobs: Knobs;
  readonly #now: () => number;
  readonly #limits: boolean;
  readonly #buckets = new Map<string, Bucket>();

  constructor(dns: Dns, registrar: Registrar, knobs: Knobs, now: () => number, limits: boolean) {
    this.#dns = dns;
    this.#registrar = registrar;
    this.#knobs = knobs;
    this.#now = now;
    this.#limits = limits;
  }

  handle(request: FakeRequest): FakeReply {
    const requestId = randomUUID();
    const target = request.headers['x-amz-target'];
    const [type, form] =
      target === undefined
        ? ['text/xml', (error: ApiError) => this.#xmlError(error, requestId)]
        : ['application/x-amz-json-1.1', (error: ApiError) => this.#jsonError(error)];
    const answer = this.#attempt(form, () =>
      target === undefined ? this.#handleDns(request) : this.#handleDomains(request, target),
    );
    // route53.md §A, §B: x-amzn-RequestId
    const headers = {
      'content-type': type,
      'x-amzn-requestid': requestId,
      date: new Date(this.#now()).toUTCString(),
    };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  #attempt(form: (error: ApiError) => FakeReply, work: () => FakeReply): FakeReply {
    try {
      return work();
    } catch (error) {
      if (error instanceof ApiError) return form(error);
      throw error;
    }
  }

  #handleDns(request: FakeRequest): FakeReply {
    this.#verify(request, 'route53');
    const found = this.#dns.routes.find(
      ({ method, path }) => method === request.method && path.test(request.path),
    );
    if (found === undefined)
      throw new ApiError(404, 'UnknownOperationException', `${request.method} ${request.path}`);
    this.#authorize('route53', found.action);
    this.#throttle(found.action);
    const [, first = '', second = ''] = found.path.exec(request.path) ?? [];
    return found.handle(request, decodeURIComponent(first), decodeURIComponent(second));
  }

  #handleDomains(request: FakeRequest, target: string): FakeReply {
    this.#verify(request, 'route53domains');
    const operation = /^Route53Domains_v20140515\.(\w+)$/.exec(target)?.[1];
    if (operation === undefined || request.method !== 'POST' || request.path !== '/')
      throw bad('UnknownOperationException', `${request.method} ${request.path} ${target}`);
    this.#authorize('route53domains', operation);
    return { status: 200, body: this.#registrar.call(operation, request) };
  }

  // route53.md §1, checklist 1
  #verify(request: FakeRequest, service: string): void {
    const refusal = verifySigV4(request, {
      accessKeyId: ACCESS_KEY_ID,
      secretAccessKey: SECRET_ACCESS_KEY,
      sessionToken: this.#knobs.sessionToken,
      sessionExpired: this.#knobs.sessionExpired,
      region: 'us-east-1',
      service,
      now: this.#knobs.verifyClock ? this.#now() : undefined,
    });
    if (refusal === undefined) return;
    const json = service === 'route53domains' && refusal.code === 'InvalidClientTokenId';
    throw new ApiError(403, json ? 'UnrecognizedClientException' : refusal.code, refusal.message);
  }

  #authorize(service: string, action: string): void {
    if (!this.#knobs.denied.has(action)) return;
    throw new ApiError(
      403,
      'AccessDenied',
      `User: arn:aws:iam::${ACCOUNT}:user/local is not authorized to perform: ${service}:${action} because no identity-based policy allows the ${service}:${action} action`,
    );
  }

  // route53.md §A3: an account bucket and one of the action; no Retry-After
  #throttle(action: string): void {
    if (!this.#limits) return;
    const taken = [this.#bucket('', 50, 10), this.#bucket(action, ...(BUCKETS[action] ?? [50, 10]))];
    if (!taken.every((bucket) => bucket.take())) throw bad('Throttling', 'Rate exceeded');
  }

  #bucket(name: string, capacity: number, perSecond: number): Bucket {
    const found = this.#buckets.get(name) ?? new Bucket(capacity, perSecond, this.#now);
    this.#buckets.set(name, found);
    return found;
  }

  // route53.md §A4: several faults are joined in one text, or stand in a list
  #xmlError({ status, code, messages, message }: ApiError, requestId: string): FakeReply {
    const id = leaf('RequestId', requestId);
    if (code === 'InvalidChangeBatch' && this.#knobs.batchErrorForm === 'InvalidChangeBatch') {
      const list = tag('Messages', ...messages.map((each) => leaf('Message', each)));
      return { status, body: xmlDocument('InvalidChangeBatch', list, id) };
    }
    const text = code === 'InvalidChangeBatch' ? `[${messages.join(', ')}]` : (messages[0] ?? message);
    const error = tag('Error', leaf('Type', 'Sender'), leaf('Code', code), leaf('Message', text));
    return { status, body: xmlDocument('ErrorResponse', error, id) };
  }

  // route53.md §B: "InvalidInput" or "<ns>#InvalidInput"
  #jsonError({ status, code, messages, extra }: ApiError): FakeReply {
    const namespace = this.#knobs.errorNamespace;
    const type = namespace === undefined ? code : `${namespace}#${code}`;
    return { status, body: { __type: type, message: messages.join(', '), ...extra } };
  }
}

function startKnobs(): Knobs {
  return {
    sessionToken: undefined,
    sessionExpired: false,
    verifyClock: true,
    pollsUntilInsync: 1,
    priorRequestNotComplete: 0,
    strictElementOrder: false,
    batchErrorForm: 'ErrorResponse',
    recordsPerSet: 400,
    rrsetsPerZone: 10_000,
    zonesPerAccount: 500,
    denied: new Set(),
    availabilityPendingOnce: false,
    pollsUntilDone: 2,
    nextOperation: undefined,
    errorNamespace: undefined,
    domainsPerAccount: 20,
    runningOperations: 100,
    tldsInMaintenance: new Set(),
  };
}

function seed(dns: Dns): void {
  for (const name of ['example.com.', 'example.net.']) {
    const zone = dns.add({ name, callerReference: `seed-${name}`, comment: 'seeded' });
    const sets: readonly RecordSet[] = [
      { name, type: 'A', ttl: 300, values: ['192.0.2.1'] },
      { name, type: 'MX', ttl: 3600, values: [`10 mail.${name}`] },
      { name: `www.${name}`, type: 'CNAME', ttl: 300, values: [name] },
      { name: `\\052.dev.${name}`, type: 'A', ttl: 60, values: ['192.0.2.2', '192.0.2.3'] },
      { name: `note.${name}`, type: 'TXT', ttl: 300, values: ['"hello world" "and \\"more\\""'] },
    ];
    for (const set of sets) zone.sets.set(keyOf(set), set);
  }
}

/** Starts the server with `example.com` and `example.net` as its domains and hosted zones. */
export async function startFakeRoute53(
  options: { readonly port?: number; readonly now?: () => number; readonly limits?: boolean } = {},
): Promise<FakeRoute53> {
  const now = options.now ?? Date.now;
  const knobs = startKnobs();
  const dns = new Dns(knobs, now);
  seed(dns);
  const zoneOf = (name: string): FakeZone => {
    const wanted = canonicalName(name);
    const [found, second] = [...dns.zones.values()].filter((zone) => zone.name === wanted);
    if (found === undefined || second !== undefined)
      throw new Error(`${name} is not the name of exactly one zone`);
    return found;
  };
  const registrar = new Registrar(knobs, now, (domain) => {
    const callerReference = `RISWorkflow-RD:${randomUUID()}`;
    return dns.add({
      name: `${domain}.`,
      callerReference,
      comment: 'HostedZone created by Route53 Registrar',
    }).nameServers;
  });
  registrar.seed(NAME_SERVERS);
  const front = new Front(dns, registrar, knobs, now, options.limits === true);
  const server = await startFakeServer((request) => front.handle(request), options);
  return Object.assign(knobs, server, {
    accessKeyId: ACCESS_KEY_ID,
    secretAccessKey: SECRET_ACCESS_KEY,
    zones: dns.zones,
    changes: dns.changes,
    domains: registrar.domains,
    operations: registrar.operations,
    purchases: registrar.purchases,
    addZone: (name: string): FakeZone =>
      dns.add({ name: `${name}.`, callerReference: `added-${name}`, comment: undefined }),
    zoneOf,
    put: (zone: string, set: RecordSet): void => {
      const named = { ...set, name: canonicalName(set.name) ?? set.name };
      zoneOf(zone).sets.set(keyOf(named), named);
    },
    remove: (zone: string, name: string, type: string, setIdentifier?: string): boolean =>
      zoneOf(zone).sets.delete(setKey(canonicalName(name) ?? name, type, setIdentifier)),
    advance: (): void => {
      for (const change of dns.changes.values()) change.insync = true;
      registrar.advance();
    },
  });
}
