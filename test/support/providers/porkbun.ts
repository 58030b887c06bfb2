import { createHash, randomBytes } from 'node:crypto';
import {
  type FakeReply,
  type FakeRequest,
  type FakeServer,
  Bucket,
  jsonOf,
  startFakeServer,
} from './fake-server.ts';
import { DNS_ROUTES, type Params, record, Refusal, textOf } from './porkbun-dns.ts';
import { DOMAIN_ROUTES } from './porkbun-domains.ts';
import { advanceTransfer, pricing } from './porkbun-orders.ts';
import {
  DAY,
  type DomainState,
  dollars,
  limited,
  newDomain,
  owned,
  type PorkbunPrice,
  stamp,
} from './porkbun-state.ts';

/**
 * A local server of the Porkbun API v3, written from our digest of the vendor's documents
 * ("porkbun.md §N" in the comments). Sandbox keys, the mock, webhooks, marketplace and e-mail calls are not served.
 *
 * Not backed by the reference:
 * - codes and texts of the refusals §2 does not name: INVALID_NAME, INVALID_TTL, INVALID_PRIO, INVALID_CONTENT,
 *   CREATE_FAILED, INVALID_KEYTAG, INVALID_DNSSEC, COST_MISMATCH, TERMS_NOT_AGREED, VERIFICATION_REQUIRED,
 *   PREMIUM_NOT_SUPPORTED, MONTHLY_SPEND_LIMIT_EXCEEDED, INVALID_AUTH_CODE, INVALID_PARAMETER, INVALID_STATUS,
 *   INVALID_NS, INVALID_SUBDOMAIN, INVALID_LOCATION, INVALID_CONTACT, REQUEST_DENIED, SSL_NOT_READY,
 *   INVALID_IDEMPOTENCY_KEY, NOT_FOUND; all but §2's own statuses are 400;
 * - which of INVALID_DOMAIN (400) and DOMAIN_NOT_FOUND (404, `domain/get`; 400, `getTransfer`) a call gives;
 * - METHOD_NOT_ALLOWED is 400, an unknown call 404; every call takes POST; the GET parameters are the names of the body's;
 * - an empty body is refused for calls that need keys, and taken for the others; `[]` counts as an empty object;
 * - `ping`: no keys, no `credentialsValid`; wrong keys, an error (the vendor's page porkbun.com/llms/utility says so);
 * - names in content with a trailing dot are refused; an apex CNAME is a conflict; which content is valid per type;
 * - an edit that leaves out `ttl` or `name` falls back to the minimum and the apex, `prio` stays;
 * - apex NS rows answer edits with UPDATE_FAILED, deletes with INVALID_RECORD_ID; `editByNameType` and
 *   `deleteByNameType` without a match answer INVALID_RECORD_ID; `retrieveByNameType` answers an empty list;
 * - `editByNameType` keeps the number of rows, all with one value; `retrieveByNameType` also has `cloudflare`;
 * - `dryRun` counts when it is JSON true; a dry run of a taken name or without funds succeeds with
 *   `wouldSucceed: false`, other faults are errors; it does not count as an attempt; the DNS form of its reply;
 * - the first result kept for an Idempotency-Key may be an error, but no 429; the path belongs to what is compared;
 * - attempts are counted per kind of purchase; generation 'new' has the newer limits and 'old' the older ones;
 *   `X-RateLimit-Reset` is in seconds of the epoch; the forms of `attempts` and `success`;
 * - `checkDomain` gives the price of one year, `cost` is the sum over the minimum term, promotion in the first year only;
 * - the flags a new domain is born with, and whether it is opted in (knob `optInNew`); seeded prices and addresses;
 * - a transfer with a wrong code is CANCELED at PENDINGAUTH and credited back; keys of `listTransfers`;
 * - the check of `createGlue` for an existing host; `updateGlue` replaces all addresses of the host;
 * - a URL forward takes the place of rows that point at porkbun.com, and is refused beside other rows;
 * - two DS with one key tag and different digest types are kept, the map shows the later one;
 * - which contact fields are needed; which changes count as `registrantChanged`; the reply of `getContacts`;
 * - `expiration` of a key request is a date and time like those of `listAll`; an unknown token is INVALID_TOKEN;
 * - generation 'old' also lacks the calls marked [spec+], Bearer, `Link`; the hint texts of `next_action`.
 */
export interface FakePorkbun extends FakeServer, DomainState {
  /** The base of the API: `url` with `/api/json/v3`. */
  readonly base: string;
  readonly apiKey: string;
  readonly secretApiKey: string;
  /** A token an OAuth app would use. */
  readonly bearerToken: string;
  /** All key pairs that are accepted; approved requests are added. */
  readonly keys: Map<string, string>;
  /** False: the key's IP allow-list refuses. */
  ipAllowed: boolean;
  /** The key's domain allow-list. */
  allowedDomains: readonly string[] | undefined;
  /** Idempotency keys of calls that are "still running". */
  readonly idempotencyKeysInUse: Set<string>;
  /** The owner approves or refuses a key request in the browser. */
  approveKeyRequest(requestToken: string): void;
  denyKeyRequest(requestToken: string): void;
  /** One step for every open transfer, or for that of one domain. */
  advance(domain?: string): void;
}

interface KeyRequest {
  readonly expires: number;
  status: 'pending' | 'approved' | 'denied' | 'claimed';
}

interface Kept {
  readonly print: string;
  readonly at: number;
  readonly reply: FakeReply;
}

interface Asked {
  readonly request: FakeRequest;
  /** `dns/create`, … */
  readonly call: string;
  readonly rest: readonly string[];
  readonly params: Params;
  readonly dryRun: boolean;
  /** Whether the caller gave credentials. */
  readonly known: boolean;
}

interface Route {
  readonly auth?: 'none' | 'optional';
  readonly read?: boolean;
  readonly later?: boolean;
  readonly noBearer?: boolean;
  readonly run: (asked: Asked) => object;
}

const BASE = '/api/json/v3';
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

const PRICES: readonly (readonly [string, PorkbunPrice])[] = [
  ['com', { registration: 1108, renewal: 1137, transfer: 1091 }],
  [
    'net',
    {
      registration: 1252,
      renewal: 1289,
      transfer: 1252,
      coupons: {
        registration: {
          code: 'NETNET',
          max_per_user: 1,
          first_year_only: 'yes',
          type: 'amount',
          amount: 100,
        },
      },
    },
  ],
  ['org', { registration: 1074, renewal: 1118, transfer: 1074, promo: 749 }],
  ['dev', { registration: 1285, renewal: 1285, transfer: 1280 }],
  ['de', { registration: 604, renewal: 614, transfer: 598 }],
  ['ai', { registration: 7165, renewal: 7265, transfer: 14230, minDuration: 2 }],
  ['forever', { registration: 1500, renewal: 1500, transfer: 1500, specialType: 'handshake' }],
];

const pem = (kind: string): string => `-----BEGIN ${kind}-----\n${hex(24)}\n-----END ${kind}-----\n`;

function seed(state: DomainState): void {
  const now = state.now();
  const com = newDomain('example.com', now - 65 * DAY, now + 300 * DAY);
  com.labels = [{ id: '27240', title: 'work', color: '#ff9e9e' }];
  com.certificate = {
    certificatechain: pem('CERTIFICATE') + pem('CERTIFICATE'),
    privatekey: pem('PRIVATE KEY'),
    publickey: pem('PUBLIC KEY'),
  };
  com.records.push(
    record('www.example.com', 'A', '192.0.2.1', { prio: '0' }),
    record('www.example.com', 'AAAA', '2001:db8::1'),
    record('example.com', 'MX', 'mx1.example.net', { prio: '10' }),
    record('example.com', 'TXT', 'v=spf1 include:_spf.example.net ~all', { notes: 'mail' }),
  );
  const net = newDomain('example.net', now - 345 * DAY, now + 20 * DAY);
  net.autoRenew = false;
  net.securityLock = false;
  net.records.push(record('www.example.net', 'A', '192.0.2.2'));
  for (const each of [com, net]) state.domains.set(each.domain, each);
}

function newState(options: { readonly now?: () => number; readonly limits?: boolean }): DomainState {
  const state: DomainState = {
    generation: 'new',
    now: options.now ?? Date.now,
    limits: options.limits ?? false,
    balanceCents: 10_000,
    monthlySpendLimit: null,
    monthlySpend: 0,
    eligible: true,
    optInAll: false,
    optInNew: true,
    checkLimitStatus: 429,
    pageSize: 1000,
    refuseMixedGlue: true,
    addressNeedsChoice: false,
    idIsInteger: false,
    minTtl: 600,
    lowTtl: 'raise',
    emptyDs: 'array',
    noRegistrantChange: new Set(['de']),
    prices: new Map(PRICES),
    premium: new Map([['premium.com', 250_000]]),
    taken: new Set(['taken.com']),
    authCodes: new Map([['taken.com', 'EPP-taken']]),
    domains: new Map(),
    transfers: [],
    purchases: [],
    windows: new Map(),
  };
  seed(state);
  return state;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The parameters, or undefined for what is no JSON object. */
function paramsOf(request: FakeRequest, mayBeEmpty: boolean): Params | undefined {
  if (request.method === 'GET') {
    const made: { [name: string]: unknown } = {};
    for (const name of request.query.keys()) {
      const list = name.endsWith('[]');
      made[list ? name.slice(0, -2) : name] = list ? request.query.getAll(name) : request.query.get(name);
    }
    return made;
  }
  if (request.body === '') return mayBeEmpty ? {} : undefined;
  const body = jsonOf(request);
  if (Array.isArray(body) && body.length === 0) return {};
  return isObject(body) ? body : undefined;
}

export async function startFakePorkbun(
  options: { readonly port?: number; readonly now?: () => number; readonly limits?: boolean } = {},
): Promise<FakePorkbun> {
  const state = newState(options);
  const keyRequests = new Map<string, KeyRequest>();
  const kept = new Map<string, Kept>();
  const throttle = new Bucket(5, 1, state.now); // porkbun.md §4: about 60/min with a burst of about 5
  const fake = Object.assign(state, {
    apiKey: `pk1_${hex(32)}`,
    secretApiKey: `sk1_${hex(32)}`,
    bearerToken: hex(20),
    keys: new Map<string, string>(),
    ipAllowed: true,
    allowedDomains: undefined as readonly string[] | undefined,
    idempotencyKeysInUse: new Set<string>(),
    approveKeyRequest: (token: string): void => decide(token, 'approved'),
    denyKeyRequest: (token: string): void => decide(token, 'denied'),
    advance: (domain?: string): void => {
      for (const each of state.transfers)
        if (domain === undefined || each.domain === domain) advanceTransfer(state, each);
    },
  });
  fake.keys.set(fake.apiKey, fake.secretApiKey);

  function decide(token: string, status: 'approved' | 'denied'): void {
    const found = keyRequests.get(token);
    if (found === undefined) throw new Error('no such key request');
    found.status = status;
  }

  // ---- keys (porkbun.md §1)

  function requestKey({ params }: Asked): object {
    if (state.limits) limited(state, 'apikey/request', 20, 3600);
    if (params['sandbox'] === true) throw new Refusal('SANDBOX_UNSUPPORTED', 'No sandbox here.');
    const requestToken = hex(32);
    const expires = state.now() + 600_000;
    keyRequests.set(requestToken, { expires, status: 'pending' });
    return {
      requestToken,
      authUrl: `https://porkbun.com/account/apiKeyRequest/${requestToken}`,
      expiration: stamp(expires),
      message: 'Open the URL to approve the request.',
    };
  }

  function retrieveKey({ params }: Asked): object {
    if (state.limits) limited(state, 'apikey/retrieve', 120, 3600);
    const found = keyRequests.get(textOf(params['requestToken']) ?? '');
    if (found === undefined) throw new Refusal('INVALID_TOKEN', 'Invalid request token.');
    if (found.status === 'claimed')
      throw new Refusal('SECRET_ALREADY_CLAIMED', 'The secret was handed out already.');
    if (found.expires <= state.now()) throw new Refusal('REQUEST_EXPIRED', 'The request has expired.');
    if (found.status === 'denied')
      throw new Refusal('REQUEST_DENIED', 'The request was denied.', { status: 403 });
    if (found.status === 'pending') return { status: 'PENDING', message: 'Waiting for approval.' };
    found.status = 'claimed';
    const [apikey, secretapikey] = [`pk1_${hex(32)}`, `sk1_${hex(32)}`];
    fake.keys.set(apikey, secretapikey);
    return { apikey, secretapikey };
  }

  const isNew = (): boolean => state.generation === 'new';

  /** porkbun.md §1, §9.1: body keys win over header keys. True when the caller is known, false without credentials. */
  function authenticate(request: FakeRequest, params: Params, route: Route): boolean {
    const body = params['apikey'] !== undefined || params['secretapikey'] !== undefined;
    const key = body ? textOf(params['apikey']) : request.headers['x-api-key'];
    const secret = body ? textOf(params['secretapikey']) : request.headers['x-secret-api-key'];
    const bearer = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    if (key === undefined && secret === undefined && bearer !== undefined && isNew()) {
      if (bearer !== fake.bearerToken || route.noBearer === true)
        throw new Refusal('INVALID_TOKEN', 'Invalid token.');
      return true;
    }
    if (key === undefined && secret === undefined) {
      if (route.auth === 'optional') return false;
      throw new Refusal('API_KEY_REQUIRED', 'An API key is required.');
    }
    if (key === undefined || secret === undefined || fake.keys.get(key) !== secret)
      throw new Refusal('INVALID_API_KEYS_001', isNew() ? 'Invalid API key.' : 'Invalid API key. (002)');
    if (!fake.ipAllowed && isNew()) throw new Refusal('IP_NOT_ALLOWED', 'IP not allowed.', { status: 403 });
    return true;
  }

  function ping({ request, known }: Asked, withKeys: boolean): object {
    return {
      yourIp: '127.0.0.1',
      xForwardedFor: request.headers['x-forwarded-for'] ?? '127.0.0.1',
      ...(withKeys && known ? { credentialsValid: true } : {}),
    };
  }

  function ssl({ rest }: Asked): object {
    const { certificate } = owned(state, rest[0]);
    if (certificate === undefined)
      throw new Refusal('SSL_NOT_READY', 'The SSL certificate is not ready for this domain.'); // porkbun.md §7
    return certificate;
  }

  function apiSettings(): object {
    const { monthlySpendLimit, monthlySpend } = state;
    const rest = { lowBalanceAlert: null, autoTopup: false, topupThreshold: null, topupAmount: null };
    return { settings: { monthlySpendLimit, ...rest }, monthlySpend };
  }

  const routes = new Map<string, Route>([
    ['ping', { auth: 'optional', read: true, run: (asked) => ping(asked, true) }],
    ['ip', { auth: 'none', read: true, run: (asked) => ping(asked, false) }],
    ['spec', { auth: 'none', read: true, later: true, run: spec }],
    ['pricing/get', { auth: 'none', read: true, run: ({ params }) => pricing(state, params) }],
    ['apikey/request', { auth: 'none', run: requestKey }],
    ['apikey/retrieve', { auth: 'none', run: retrieveKey }],
    ['account/apiSettings', { read: true, run: apiSettings }],
    [
      'account/balance',
      {
        read: true,
        run: () => ({ balance: state.balanceCents, display: `$${dollars(state.balanceCents)}` }),
      },
    ],
    ['ssl/retrieve', { read: true, noBearer: true, run: ssl }],
  ]);
  for (const [name, route] of DOMAIN_ROUTES)
    routes.set(`domain/${name}`, { ...route, run: (asked) => route.run({ state, ...asked }) });
  for (const [name, route] of DNS_ROUTES)
    routes.set(`dns/${name}`, {
      ...route,
      run: ({ params, rest, dryRun }) => {
        const [domain, ...parts] = rest;
        return route.run({ zone: owned(state, domain), params, rest: parts, dryRun }, state);
      },
    });

  // ---- envelope (porkbun.md §2)

  function reply(
    status: number,
    content: Params,
    headers: { readonly [name: string]: string } = {},
  ): FakeReply {
    if (!isNew()) return { status, body: content };
    const requestId = hex(8);
    return {
      status,
      headers: {
        'x-request-id': requestId,
        link: `<${server.url}${BASE}/spec>; rel="describedby"`, // porkbun.md §1
        ...headers,
      },
      body: { ...content, requestId },
    };
  }

  function refused(error: Refusal): FakeReply {
    const older = { status: 'ERROR', message: error.message };
    if (!isNew()) return reply(error.status, { ...older, ...error.extra });
    const hint = HINTS.get(error.code);
    return reply(
      error.status,
      {
        ...older,
        code: error.code,
        ...(hint === undefined ? {} : { next_action: hint }),
        ...error.extra,
      },
      error.headers,
    );
  }

  function answer(asked: Asked, route: Route): FakeReply {
    const [group = ''] = asked.call.split('/');
    const [domain] = asked.rest;
    const scoped =
      (group === 'dns' || group === 'ssl' || group === 'domain') && !asked.call.endsWith('Requirements');
    if (isNew() && fake.allowedDomains !== undefined && scoped && domain !== undefined)
      if (!fake.allowedDomains.includes(domain))
        throw new Refusal('DOMAIN_NOT_ALLOWED', 'Domain not allowed for this key.', { status: 403 });
    return reply(200, { status: 'SUCCESS', ...route.run(asked) });
  }

  function guarded(run: () => FakeReply): FakeReply {
    try {
      return run();
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  }

  /** porkbun.md §3 */
  function idempotent(asked: Asked, route: Route): FakeReply {
    const key = asked.request.headers['idempotency-key'];
    if (key === undefined || asked.request.method !== 'POST' || !isNew()) return answer(asked, route);
    if (key === '' || key.length > 255)
      return refused(new Refusal('INVALID_IDEMPOTENCY_KEY', 'The Idempotency-Key is too long.'));
    const { path, body } = asked.request;
    const print = createHash('sha256').update(`${path}\n${body}`).digest('hex');
    const before = kept.get(key);
    if (fake.idempotencyKeysInUse.has(key))
      return refused(new Refusal('IDEMPOTENCY_KEY_IN_USE', 'This key is in use.', { status: 409 }));
    if (before !== undefined && state.now() - before.at < DAY) {
      if (before.print !== print)
        return refused(
          new Refusal('IDEMPOTENCY_KEY_MISMATCH', 'Another body has this key.', { status: 409 }),
        );
      return { ...before.reply, headers: { ...before.reply.headers, 'idempotent-replayed': 'true' } };
    }
    const first = guarded(() => answer(asked, route));
    if (first.status !== 429) kept.set(key, { print, at: state.now(), reply: first });
    return first;
  }

  function handle(request: FakeRequest): FakeReply {
    const parts = request.path.startsWith(`${BASE}/`) ? request.path.slice(BASE.length + 1).split('/') : [];
    const size = parts.length > 1 ? 2 : 1;
    const call = parts.slice(0, size).join('/');
    const route = routes.get(call);
    if (route === undefined || (route.later === true && !isNew()))
      return refused(new Refusal('NOT_FOUND', 'No such call.', { status: 404 }));
    if (state.limits && !OWN_LIMITS.has(call) && !throttle.take())
      return { status: 503, headers: { 'content-type': 'text/html' }, body: BUSY }; // porkbun.md §2, §4
    if (request.method !== 'POST' && !(request.method === 'GET' && route.read === true))
      return refused(new Refusal('METHOD_NOT_ALLOWED', 'Method not allowed.'));
    const params = paramsOf(request, route.auth !== undefined);
    if (params === undefined) return refused(new Refusal('INVALID_OR_EMPTY_JSON', 'Invalid or empty JSON.'));
    const rest = parts.slice(size).filter((each) => each !== '');
    const dryRun = params['dryRun'] === true && isNew(); // porkbun.md §3: older deployments ignore it
    return guarded(() => {
      const known = route.auth === 'none' || authenticate(request, params, route);
      return idempotent({ request, call, rest: rest.map(decoded), params, dryRun, known }, route);
    });
  }

  const server = await startFakeServer(handle, options);
  return Object.assign(fake, server, { base: `${server.url}${BASE}` });
}

const OWN_LIMITS = new Set([
  'domain/checkDomain',
  'domain/create',
  'domain/renew',
  'domain/transfer',
  'apikey/request',
  'apikey/retrieve',
]);

const BUSY =
  '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n';

const hintOf = (type: string, hint: string, path: string): object => ({
  type,
  hint,
  url: `https://porkbun.com/account/${path}`,
});

const HINTS: ReadonlyMap<string, object> = new Map([
  ['API_ACCESS_DISABLED', hintOf('enable_api_access', 'Turn on API access for this domain.', 'domains')],
  ['INVALID_API_KEYS_001', hintOf('check_credentials', 'Check both keys.', 'api')],
  ['INSUFFICIENT_FUNDS', hintOf('add_funds', 'Add account credit.', 'credit')],
]);

/** The part of the machine-readable spec that shows support of `dryRun` and `Idempotency-Key` (porkbun.md §3). */
function spec(): object {
  const post = {
    parameters: [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 } }],
    requestBody: {
      content: {
        'application/json': {
          schema: { type: 'object', properties: { cost: { type: 'integer' }, dryRun: { type: 'boolean' } } },
        },
      },
    },
  };
  const names = ['create', 'renew', 'transfer'];
  return {
    openapi: '3.0.3',
    info: { title: 'Porkbun API', version: '3.7' },
    paths: Object.fromEntries(names.map((each) => [`/domain/${each}/{domain}`, { post }])),
  };
}
