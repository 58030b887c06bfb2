import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import { type FakeReply, type FakeRequest, type FakeServer, jsonOf, startFakeServer } from './fake-server.ts';
import {
  advanceTransfers,
  allTransfers,
  type Answer,
  dayOf,
  FEATURES,
  hosts,
  localtransferOf,
  newDomain,
  paged,
  register,
  search,
  transfers,
  type VdCall,
  type VdDomain,
  type VdFreeDns,
  type VdState,
} from './value-domain-domains.ts';
import {
  badRequest,
  notFound,
  NS_SETS,
  type Params,
  putZone,
  setAddress,
  shownZone,
  VdRefusal,
} from './value-domain-zone.ts';

/**
 * A local server of the VALUE-DOMAIN API, written from our digest of the vendor's documents
 * ("value-domain.md §N" in the comments). The hosting servers' endpoints are not served.
 *
 * Not backed by the reference:
 * - the texts of all errors but 429, and the envelope of 400, 401, 403 and 404 (§3 says "same form assumed");
 * - an unknown path or method is 404; a body that is not JSON, is form-encoded or comes in chunks is 400;
 * - the order of the checks: gateway, User-Agent, token, limit; refused calls do not count for the limit,
 *   which slides (knob `limitWindow`);
 * - lists are in the order of the names; `limit` above 100 (knob `maxLimit`) is 400; query values are echoed as strings;
 * - `GET /domains/{d}` answers the members of a list row; the numeric id is not taken for sub-resources;
 * - PUT of a feature answers the feature as stored; `ttl` is an integer in the `results` of PUT …/dns, too;
 * - comment lines begin with `#`; lines outside the grammar of §6.2 are refused (knob `strictLines`) unless the
 *   zone had them; no conflict between records of one name is looked for; `ns_type` other than the two sets is refused;
 * - an empty `records` empties the zone (knob `emptyZone`); `ns_type`, `records` and `ttl` are all needed;
 * - the members of a DS object (keytag, alg, digesttype, digest), that the other form is refused, and that the
 *   length of a digest is checked;
 * - `PUT …/autorenew` may have either member, `autorenew_all` changes the account's; `ns` must be an array of 1–5;
 * - which contact fields are needed; `PUT …/whois` with one member (knob `whoisNeedsContact`); dynamic DNS shows its password;
 * - prices, years (1–10, jp 1, at most 10 ahead), the refusal for low balance (knob `fundsStatus`), `registrar` for
 *   jp (knob `jpRegistrar`), what a new domain starts with, members of the reply of POST /domains (knob `createForm`);
 * - 211 and 541 of the domain search, and its member `domainname`;
 * - DELETE /domains/{d} takes the domain out of the account; localtransfer is noted only;
 * - bodies, states and cost of inbound transfers (`auth`, `contact`; requested, processing, completed, canceled),
 *   PUT on one is 404; bodies of host objects' replies; `auth` of POST /freedns is not compared;
 * - rows of /logs; dynamic DNS answers `status=1` on errors and is served below this server's own address;
 * - the console's IP list (knob `ipAllowed`) answers 403; the name of the cookie.
 */
export interface FakeValueDomain extends FakeServer, VdState {
  /** The base of the API: `url` with `/v1`. */
  readonly base: string;
  readonly token: string;
  /** Whether an empty User-Agent and Python's own get an HTML 403. */
  userAgentGate: boolean;
  /** The gateway in front answers every call with an HTML page of this status. */
  gateway: 403 | 503 | undefined;
  ipAllowed: boolean;
  limitWindow: 'sliding' | 'fixed';
  /** One step for every open transfer. */
  advance(): void;
}

interface Log {
  readonly request_id: string;
  readonly path: string;
  readonly method: string;
  readonly status: number;
}

const DAY = 86_400_000;

const PRICES: readonly (readonly [string, number])[] = [
  ['com', 1790],
  ['net', 1890],
  ['org', 1990],
  ['dev', 2290],
  ['jp', 3124],
  ['co.jp', 4378],
];

function seed(state: VdState): void {
  const now = state.now();
  const com = newDomain('example.com', now + 300 * DAY, { autorenewDomain: 1 });
  com.dns.records = [
    'a @ 192.0.2.1',
    'a www 192.0.2.1',
    'aaaa www 2001:db8::1',
    'mx mx1.example.net. 10',
    'txt @ v=spf1 include:_spf.example.net ~all',
    'cname docs docs.example.net.',
  ].join('\n');
  const net = newDomain('example.net', now + 20 * DAY, {
    registrar: 'ENOM',
    transferLock: 0,
    ns: [...(NS_SETS.get('valuedomain1') ?? [])],
    dns: { ns_type: 'valuedomain1', records: 'a www 192.0.2.2', ttl: 1200 },
  });
  for (const each of [com, net]) state.domains.set(each.domainname, each);
}

function newState(now: () => number): VdState {
  const state: VdState = {
    now,
    balanceYen: 20_000,
    fundsStatus: 400,
    createForm: 'results',
    jpRegistrar: 'any',
    whoisNeedsContact: false,
    maxLimit: 100,
    autorenewAll: 0,
    reorderLines: false,
    strictLines: true,
    emptyZone: 'empties',
    ttlAlways3600: false,
    dsForm: 'string',
    prices: new Map(PRICES),
    taken: new Set(['taken.com']),
    domains: new Map(),
    freedns: new Map(),
    transfers: [],
    purchases: [],
  };
  seed(state);
  return state;
}

/** value-domain.md §5.1 */
function rowOf(each: VdDomain, state: VdState): object {
  return {
    domainid: each.domainid,
    domainname: each.domainname,
    registrar: each.registrar,
    expirationdate: dayOf(each.expires),
    ...FEATURES.get('autorenew')?.show(each, state),
  };
}

const sorted = <Row extends { readonly domainname: string }>(rows: Iterable<Row>): Row[] =>
  [...rows].sort((a, b) => (a.domainname < b.domainname ? -1 : 1));

function owned(state: VdState, name: string): VdDomain {
  const found = state.domains.get(name.toLowerCase());
  if (found === undefined) throw notFound('The domain does not exist.'); // value-domain.md §8.7
  return found;
}

function domainCall(call: VdCall, name: string): Answer | undefined {
  const { state, method } = call;
  const byId = [...state.domains.values()].find((each) => String(each.domainid) === name);
  if (method === 'GET') return { results: rowOf(byId ?? owned(state, name), state) }; // value-domain.md §5
  if (method !== 'DELETE') return undefined;
  const gone = owned(state, name);
  state.domains.delete(gone.domainname);
  return { results: { domainid: gone.domainid, domainname: gone.domainname } };
}

/** `/domains/{feature}` lists a feature over all domains, `/domains/{d}/{feature}` reads and replaces it. */
function featureCall(call: VdCall, name: string | undefined, feature: string): Answer | undefined {
  const { state, method, params } = call;
  const known = FEATURES.get(feature);
  if (known === undefined) return undefined;
  const head = (each: VdDomain): object => ({ domainid: each.domainid, domainname: each.domainname });
  const show = (each: VdDomain): object => ({ ...head(each), ...known.show(each, state) });
  if (name === undefined)
    return method === 'GET' ? paged(call, sorted(state.domains.values()), show) : undefined;
  const domain = owned(state, name);
  if (method === 'GET') return { results: show(domain) };
  if (method !== 'PUT') return undefined;
  known.put(domain, params, state);
  return { results: { ...show(domain), ...known.shownByPut?.(domain) } };
}

function domainsCall(call: VdCall, parts: readonly string[]): Answer | undefined {
  const { state, method } = call;
  const [first, second, third, ...more] = parts;
  if (more.length > 0) return undefined;
  if (first === undefined) {
    if (method === 'POST') return register(call);
    return method === 'GET'
      ? paged(call, sorted(state.domains.values()), (each) => rowOf(each, state))
      : undefined;
  }
  if (second === undefined) {
    if (first === 'transfer') return method === 'GET' ? allTransfers(call) : undefined;
    return FEATURES.has(first) ? featureCall(call, undefined, first) : domainCall(call, first);
  }
  if (second === 'transfer') return transfers(call, first.toLowerCase(), third);
  if (second === 'privatenameserver') return hosts(call, owned(state, first), third);
  return third === undefined ? featureCall(call, first, second) : undefined;
}

/** value-domain.md §5: DNS for domains registered elsewhere. */
function freednsCall(call: VdCall, parts: readonly string[]): Answer | undefined {
  const { state, method, params } = call;
  const show = (each: VdFreeDns): object => ({
    domainname: each.domainname,
    ...shownZone(each.dns, 'string', true),
  });
  const [first, second, ...more] = parts;
  if (first === undefined) {
    if (method === 'GET') return paged(call, sorted(state.freedns.values()), show);
    if (method !== 'POST') return undefined;
    const made = newFreeDns(state, params);
    return { results: show(made) };
  }
  const found = state.freedns.get(first.toLowerCase());
  if (found === undefined || more.length > 0) throw notFound('The domain does not exist.');
  const transfer = second === 'localtransfer';
  if ((second !== undefined && !transfer) || (method !== 'GET' && method !== 'PUT')) return undefined;
  if (method === 'PUT' && transfer) found.localtransfer = localtransferOf(params);
  if (method === 'PUT' && !transfer) putZone(found.dns, params, state, true);
  if (!transfer) return { results: show(found) };
  return { results: { domainname: found.domainname, ...found.localtransfer } };
}

function newFreeDns(state: VdState, { sld, tld, auth }: Params): VdFreeDns {
  if (typeof sld !== 'string' || typeof tld !== 'string' || typeof auth !== 'string' || auth === '')
    throw badRequest('sld, tld or auth is not valid.');
  const domainname = `${sld}.${tld}`.toLowerCase();
  if (state.domains.has(domainname) || state.freedns.has(domainname)) throw badRequest('The domain exists.');
  const dns = { ns_type: 'valuedomain11', records: '', ttl: 3600 };
  const made: VdFreeDns = { domainname, dns, localtransfer: undefined };
  state.freedns.set(domainname, made);
  return made;
}

const page = (status: number, title: string): FakeReply => ({
  status,
  headers: { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' },
  body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
});

/** The echo of value-domain.md §3: `[]` when there were no parameters. */
function echoed(params: Params): Params | [] {
  return Object.keys(params).length === 0 ? [] : params;
}

function paramsOf(request: FakeRequest): Params | undefined {
  if (request.method === 'GET' || request.method === 'DELETE') return Object.fromEntries(request.query);
  if (request.headers['transfer-encoding'] !== undefined) return undefined; // value-domain.md §2
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const body = jsonOf(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  return Object.fromEntries(Object.entries(body));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export async function startFakeValueDomain(
  options: { readonly port?: number; readonly now?: () => number; readonly limits?: boolean } = {},
): Promise<FakeValueDomain> {
  const now = options.now ?? Date.now;
  const state = newState(now);
  const logs: Log[] = [];
  let hits: number[] = [];
  const fake = Object.assign(state, {
    token: Array.from({ length: 60 }, () => randomInt(36).toString(36)).join(''),
    userAgentGate: true,
    gateway: undefined as 403 | 503 | undefined,
    ipAllowed: true,
    limitWindow: 'sliding' as 'sliding' | 'fixed',
    advance: (): void => advanceTransfers(state),
  });

  /** value-domain.md §4: 60 calls in 60 s, fixed or sliding. */
  function tooMany(): boolean {
    if (options.limits !== true) return false;
    const at = now();
    if (fake.limitWindow === 'sliding') hits = hits.filter((each) => each > at - 60_000);
    else if ((hits[0] ?? at) <= at - 60_000) hits = [];
    if (hits.length >= 60) return true;
    hits.push(at);
    return false;
  }

  /** value-domain.md §3: digits of the time, then letters. */
  function newRequestId(): string {
    const digits = new Date(now() + 9 * 3_600_000).toISOString().replaceAll(/\D/g, '');
    const letters = Array.from({ length: 8 }, () => String.fromCharCode(65 + randomInt(26)));
    return digits + letters.join('');
  }

  function admit(request: FakeRequest): void {
    if (request.headers['authorization'] !== `Bearer ${fake.token}`)
      throw new VdRefusal(401, 'Unauthorized : Invalid token.'); // value-domain.md §8.1
    if (!fake.ipAllowed) throw new VdRefusal(403, 'Forbidden : The address is not allowed.');
    if (tooMany()) throw new VdRefusal(429, 'Too Many Requests : Too Many Requests.'); // no Retry-After
  }

  function route(call: VdCall, parts: readonly string[]): Answer {
    const [group, ...rest] = parts;
    let answer: Answer | undefined;
    if (group === 'domains') answer = domainsCall(call, rest);
    if (group === 'freedns') answer = freednsCall(call, rest);
    if (group === 'domainsearch' && rest.length === 0 && call.method === 'GET') answer = search(call);
    if (group === 'logs' && call.method === 'GET') answer = logsCall(call, rest[0]);
    if (answer === undefined) throw notFound('No such call.');
    return answer;
  }

  function logsCall(call: VdCall, id: string | undefined): Answer {
    if (id === undefined) return paged(call, logs, (each) => each);
    const found = logs.find((each) => each.request_id === id);
    if (found === undefined) throw notFound('The log does not exist.');
    return { results: found };
  }

  function handle(request: FakeRequest): FakeReply {
    if (request.path === '/cgi-bin/dyn.fcg') return dynamic(state, request.query);
    if (fake.gateway === 403) return page(403, 'Attention Required! | Cloudflare'); // value-domain.md §3, §8.6
    if (fake.gateway === 503) return page(503, '503 Service Temporarily Unavailable');
    const agent = request.headers['user-agent'] ?? '';
    if (fake.userAgentGate && (agent === '' || agent.startsWith('Python-urllib/')))
      return page(403, 'Access denied'); // value-domain.md §2, §8.8
    const params = paramsOf(request);
    const requestId = newRequestId();
    const { status, content } = answered(request, params);
    const { method, path } = request;
    logs.push({ request_id: requestId, path, method, status });
    return {
      status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'set-cookie': 'vdsession=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/', // value-domain.md §2
      },
      body: { ...content, request_id: requestId, request: { path, method, params: echoed(params ?? {}) } },
    };
  }

  function answered(request: FakeRequest, params: Params | undefined): { status: number; content: Answer } {
    try {
      admit(request);
      if (params === undefined) throw badRequest('The body is not valid.');
      const [root, ...parts] = request.path
        .split('/')
        .filter((each) => each !== '')
        .map(decoded);
      if (root !== 'v1') throw notFound('No such call.');
      const call = { state, method: request.method, params, query: request.query };
      return { status: 200, content: route(call, parts) };
    } catch (error) {
      if (!(error instanceof VdRefusal)) throw error;
      return {
        status: error.status,
        content: { errors: { code: error.status, message: error.message } }, // value-domain.md §3: one object
      };
    }
  }

  const server = await startFakeServer(handle, options);
  return Object.assign(fake, server, { base: `${server.url}/v1` });
}

/** value-domain.md §7: the dynamic DNS, which is on another host in truth. */
function dynamic(state: VdState, query: URLSearchParams): FakeReply {
  const domain = state.domains.get(query.get('d') ?? '');
  const ip = query.get('i') ?? '127.0.0.1';
  const host = query.get('h') ?? '';
  const fits = domain?.dynamicdns === 1 && domain.password === query.get('p') && isIP(ip) !== 0;
  if (domain !== undefined && fits) setAddress(domain.dns, host === '' ? '@' : host, ip);
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: fits ? 'status=0\nOK\n' : 'status=1\nNG\n',
  };
}
