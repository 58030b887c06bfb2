import { compound, Problem } from './problem.ts';
import {
  PROFILES,
  type Account,
  type Authorization,
  type Issued,
  type Name,
  type Order,
  type State,
} from './state.ts';
import { validate } from './dns.ts';
import type { Issuer } from './issuer.ts';

type Body = { readonly [member: string]: unknown };

const MAX_NAMES = 100;
const ORDER_LIFE_MS = 3_600_000;
const KINDS = ['http-01', 'tls-alpn-01', 'dns-01', 'dns-account-01', 'dns-persist-01', 'surprise-01'];

/** Takes an order (RFC 8555 §7.4, RFC 9773 §5, draft-ietf-acme-profiles). */
export function newOrder(state: State, account: Account, body: Body): Order {
  const names = body['identifiers'] as readonly Name[];
  const surplus = Object.keys(body).filter(
    (member) => !['identifiers', 'profile', 'replaces'].includes(member),
  );
  if (!Array.isArray(names) || names.length === 0 || surplus.length > 0)
    throw new Problem('malformed', `an order has identifiers, and not ${surplus.join()}`);
  if (names.length > MAX_NAMES) throw new Problem('malformed', `an order is for ${MAX_NAMES} names at most`);
  refuseNames(state, names);
  const profile = body['profile'] as string | undefined;
  if (profile !== undefined && PROFILES[profile] === undefined)
    throw new Problem('invalidProfile', `there is no profile ${profile}`);
  const replaces = body['replaces'] as string | undefined;
  if (replaces !== undefined) checkReplaces(state, account, names, replaces);
  const order: Order = {
    id: state.nextId(),
    account: account.url,
    names,
    profile,
    replaces,
    authorizations: names.map((name) => authorizationFor(state, account, name)),
    expiresAt: state.now() + ORDER_LIFE_MS,
    status: 'pending',
    coy: state.moods.coy,
    error: undefined,
    certificate: undefined,
  };
  state.orders.set(order.id, order);
  return order;
}

function refuseNames(state: State, names: readonly Name[]): void {
  const refused = names.filter(({ value }) =>
    state.moods.blocked.some((name) => value === name || value.endsWith(`.${name}`)),
  );
  const parts = refused.map(({ value }) => ({
    name: value,
    problem: new Problem('rejectedIdentifier', `we do not issue for ${value}`),
  }));
  if (parts.length > 0) throw compound('rejectedIdentifier', parts);
  const odd = names.find(
    ({ type, value }) =>
      type === 'dns' && !/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+$/.test(value),
  );
  if (odd !== undefined) throw new Problem('malformed', `${odd.value} is no domain name`);
}

function checkReplaces(state: State, account: Account, names: readonly Name[], id: string): void {
  const old = [...state.issued.values()].find((one) => one.ariId === id);
  if (old === undefined)
    throw new Problem('malformed', 'the certificate that is replaced is not ours', { status: 404 });
  if (old.account !== account.url)
    throw new Problem('unauthorized', 'it is of another account', { status: 403 });
  if (old.replaced) throw new Problem('alreadyReplaced', 'it was replaced already', { status: 409 });
  if (!old.names.some(({ value }) => names.some((one) => one.value === value)))
    throw new Problem('malformed', 'it has none of the names');
}

function authorizationFor(state: State, account: Account, name: Name): Authorization {
  const wildcard = name.value.startsWith('*.');
  const value = name.value.replace(/^\*\./, '');
  const known = [...state.authorizations.values()].find(
    (one) =>
      one.account === account.url &&
      one.name.value === value &&
      one.wildcard === wildcard &&
      one.status === 'valid',
  );
  if (known !== undefined && state.moods.reuse) return known;
  const offered = state.options.challenges ?? KINDS;
  const kinds =
    name.type === 'ip'
      ? ['http-01', 'tls-alpn-01']
      : offered.filter((kind) => !wildcard || kind.startsWith('dns-'));
  const authorization: Authorization = {
    id: state.nextId(),
    account: account.url,
    name: { type: name.type, value },
    wildcard,
    challenges: kinds.map((type) => ({
      id: state.nextId(),
      type,
      token:
        type === 'dns-persist-01'
          ? undefined
          : Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url'),
      status: 'pending',
      error: undefined,
    })),
    status: 'pending',
    coy: state.moods.coy,
  };
  state.authorizations.set(authorization.id, authorization);
  return authorization;
}

/** Begins to look for a proof; told a second time, it refuses (409). */
export function answerChallenge(state: State, account: Account, id: string, body: unknown): Authorization {
  const authorization = [...state.authorizations.values()].find((one) =>
    one.challenges.some((each) => each.id === id),
  );
  const challenge = authorization?.challenges.find((one) => one.id === id);
  if (authorization === undefined || challenge === undefined || authorization.account !== account.url)
    throw new Problem('malformed', 'no such challenge', { status: 404 });
  if (JSON.stringify(body) !== '{}') throw new Problem('malformed', 'a challenge is answered by {}');
  if (challenge.status !== 'pending') throw new Problem('conflict', 'it is being looked at', { status: 409 });
  challenge.status = 'processing';
  void validate(state.options.dnsServers, account, authorization, challenge).then((problem) => {
    challenge.error = problem?.document();
    challenge.status = problem === undefined ? 'valid' : 'invalid';
    authorization.status = challenge.status;
  });
  return authorization;
}

/** Brings an order's status up to date with its authorizations and its time. */
export function look(state: State, order: Order): Order {
  if (order.status === 'pending' || order.status === 'ready') {
    const states = order.authorizations.map((one) => one.status);
    if (state.now() > order.expiresAt) end(order, new Problem('malformed', 'the order has expired'));
    else if (states.some((status) => status === 'invalid' || status === 'deactivated'))
      end(order, new Problem('unauthorized', 'a proof was not found'));
    else order.status = states.every((status) => status === 'valid') ? 'ready' : 'pending';
  } else if (order.status === 'processing' && order.certificate !== undefined && order.coy-- <= 0)
    order.status = 'valid';
  return order;
}

function end(order: Order, problem: Problem): void {
  order.status = 'invalid';
  order.error = problem.document();
}

/** Takes the request and signs (RFC 8555 §7.4); the order is in work for as many looks as the server is coy. */
export async function finalize(
  state: State,
  issuer: Issuer,
  account: Account,
  order: Order,
  body: Body,
): Promise<Order> {
  look(state, order);
  if (order.status !== 'ready')
    throw new Problem('orderNotReady', `the order is ${order.status}`, { status: 403 });
  const csr = Buffer.from(String(body['csr']), 'base64url');
  order.status = 'processing';
  try {
    const issued: Issued = {
      ...(await issuer.issue(order, csr, account.thumbprint)),
      id: state.nextId(),
      account: account.url,
    };
    state.issued.set(issued.id, issued);
    const old = [...state.issued.values()].find((one) => one.ariId === order.replaces);
    if (old !== undefined) old.replaced = true;
    order.certificate = issued.id;
  } catch (error) {
    order.status = 'ready';
    throw error;
  }
  return look(state, order);
}
