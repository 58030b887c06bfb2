import { checkBinding, openInner, openRequest, type Signed } from './jws.ts';
import { answerChallenge, finalize, look, newOrder } from './orders.ts';
import { Problem } from './problem.ts';
import {
  CAA_IDENTITIES,
  PROFILES,
  type Account,
  type Authorization,
  type Challenge,
  type Order,
  type State,
} from './state.ts';
import type { Issuer } from './issuer.ts';

export interface Reply {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: object | string;
}

type Handler = (signed: Signed, id: string, url: string) => Promise<Reply> | Reply;
const DAY_MS = 86_400_000;
const REVOCATION_REASONS: readonly unknown[] = [undefined, 0, 1, 4, 5];

/** Answers requests: directory, nonces and renewal information unsigned, the rest by the signed handlers below. */
export function createRoutes(
  state: State,
  issuer: Issuer,
): (method: string, path: string, contentType: string | undefined, body: string) => Promise<Reply> {
  const handlers = {
    ...accountHandlers(state),
    ...orderHandlers(state, issuer),
    ...certificateHandlers(state),
  };
  return async (method, path, contentType, body) => {
    const [, kind = '', id = ''] = path.split('/');
    if (method === 'GET' || method === 'HEAD') {
      refuse(state, kind, undefined);
      return unsigned(state, kind, id);
    }
    const handler = handlers[kind];
    if (method !== 'POST' || handler === undefined)
      throw new Problem('malformed', 'no such thing', { status: 404 });
    const signer = kind === 'new-account' ? 'jwk' : kind === 'revoke' ? 'either' : 'kid';
    const url = `${state.base}${path}`;
    const signed = await openRequest(state, url, contentType, body, signer);
    refuse(state, kind, signed.payload);
    return handler(signed, id, url);
  };
}

function refuse(state: State, kind: string, body: unknown): void {
  const problem = state.moods.refuse(kind, body);
  if (problem !== undefined) throw problem;
}

function unsigned(state: State, kind: string, id: string): Reply {
  if (kind === 'new-nonce') return { status: 204 };
  if (kind === 'dir') return { body: directory(state) };
  const issued =
    kind === 'renewal-info' ? [...state.issued.values()].find((one) => one.ariId === id) : undefined;
  if (issued === undefined) throw new Problem('malformed', 'no such thing', { status: 404 });
  const { notBefore, notAfter } = issued;
  const at = (share: number): string => new Date(notBefore + (notAfter - notBefore) * share).toISOString();
  const past = {
    start: new Date(state.now() - DAY_MS).toISOString(),
    end: new Date(state.now() - 1_800_000).toISOString(),
  };
  const usual = issued.revoked === undefined ? { start: at(0.66), end: at(0.68) } : past;
  const { explanationURL, ...suggestedWindow } = issued.window ?? { ...usual, explanationURL: undefined };
  const more = explanationURL === undefined ? {} : { explanationURL };
  return { headers: { 'retry-after': '21600' }, body: { suggestedWindow, ...more } };
}

function directory({ base, options }: State): object {
  return {
    newNonce: `${base}/new-nonce`,
    newAccount: `${base}/new-account`,
    newOrder: `${base}/new-order`,
    revokeCert: `${base}/revoke`,
    keyChange: `${base}/key-change`,
    renewalInfo: `${base}/renewal-info`,
    surprise: `${base}/surprise`,
    meta: {
      termsOfService: `${base}/terms`,
      caaIdentities: CAA_IDENTITIES,
      externalAccountRequired: options.binding !== undefined,
      profiles: Object.fromEntries(Object.keys(PROFILES).map((name) => [name, `${base}/profiles/${name}`])),
    },
  };
}

function accountHandlers(state: State): { readonly [kind: string]: Handler } {
  const show = ({ status, contact }: Account): object => ({ status, contact });
  return {
    'new-account': async ({ jwk, thumbprint, payload = {} }, _id, url) => {
      const known = state.byThumbprint(thumbprint);
      if (known !== undefined) return { headers: { location: known.url }, body: show(known) };
      if (payload['onlyReturnExisting'] === true)
        throw new Problem('accountDoesNotExist', 'no account has that key');
      if (payload['termsOfServiceAgreed'] !== true)
        throw new Problem('userActionRequired', 'the terms are not agreed to', {
          status: 403,
          more: { instance: `${state.base}/terms` },
        });
      await checkBinding(state, url, payload['externalAccountBinding'], jwk);
      const contact = (payload['contact'] ?? []) as readonly string[];
      if (!contact.every((one) => /^mailto:[^,?@]+@[^@]+$/.test(one)))
        throw new Problem('invalidContact', 'a contact is no address');
      const account: Account = {
        url: `${state.base}/account/${state.nextId()}`,
        jwk,
        thumbprint,
        status: 'valid',
        contact,
      };
      state.accounts.set(account.url, account);
      return { status: 201, headers: { location: account.url }, body: show(account) };
    },
    account: ({ account, payload }, _id, url) => {
      const own = ownOf(account);
      if (own.url !== url) throw new Problem('unauthorized', 'it is of another account', { status: 403 });
      if (payload?.['status'] === 'deactivated') own.status = 'deactivated';
      if (payload?.['contact'] !== undefined) own.contact = payload['contact'] as readonly string[];
      return { body: show(own) };
    },
    'key-change': async ({ account, payload }, _id, url) => {
      const own = ownOf(account);
      const inner = await openInner(payload, url);
      const { account: named, oldKey } = inner.payload;
      if (named !== own.url || JSON.stringify(oldKey) !== JSON.stringify(own.jwk))
        throw new Problem('malformed', 'the inner request names another account or key');
      const other = state.byThumbprint(inner.thumbprint);
      if (other !== undefined)
        throw new Problem('conflict', 'the key is that of an account', {
          status: 409,
          headers: { location: other.url },
        });
      own.jwk = inner.jwk;
      own.thumbprint = inner.thumbprint;
      return { body: show(own) };
    },
  };
}

function orderHandlers(state: State, issuer: Issuer): { readonly [kind: string]: Handler } {
  const orderOf = (signed: Signed, id: string): Order => {
    const order = state.orders.get(id);
    if (order === undefined || order.account !== ownOf(signed.account).url)
      throw new Problem('malformed', 'no such order', { status: 404 });
    return order;
  };
  const again = (): { readonly [name: string]: string } =>
    state.moods.retryAfter === undefined ? {} : { 'retry-after': state.moods.retryAfter };
  return {
    'new-order': ({ account, payload = {} }) => {
      const order = look(state, newOrder(state, ownOf(account), payload));
      return {
        status: 201,
        headers: { location: `${state.base}/order/${order.id}` },
        body: showOrder(state, order),
      };
    },
    order: (signed, id) => {
      asGet(signed);
      const order = look(state, orderOf(signed, id));
      return { headers: order.status === 'processing' ? again() : {}, body: showOrder(state, order) };
    },
    finalize: async (signed, id) => {
      const order = await finalize(
        state,
        issuer,
        ownOf(signed.account),
        orderOf(signed, id),
        signed.payload ?? {},
      );
      return {
        headers: { location: `${state.base}/order/${id}`, ...again() },
        body: showOrder(state, order),
      };
    },
    authorization: (signed, id) => {
      const authorization = state.authorizations.get(id);
      if (authorization === undefined || authorization.account !== ownOf(signed.account).url)
        throw new Problem('malformed', 'no such authorization', { status: 404 });
      if (signed.payload?.['status'] === 'deactivated') authorization.status = 'deactivated';
      else asGet(signed);
      const isCoy = authorization.status === 'valid' && authorization.coy-- > 0;
      const body = showAuthorization(state, authorization);
      return { headers: isCoy ? again() : {}, body: isCoy ? { ...body, status: 'pending' } : body };
    },
    challenge: (signed, id) => {
      const authorization = answerChallenge(state, ownOf(signed.account), id, signed.payload);
      const challenge = authorization.challenges.find((one) => one.id === id);
      return {
        headers: { link: `<${state.base}/authorization/${authorization.id}>;rel="up"` },
        body: challenge === undefined ? {} : showChallenge(state, challenge, authorization),
      };
    },
  };
}

function certificateHandlers(state: State): { readonly [kind: string]: Handler } {
  return {
    certificate: (signed, id) => {
      asGet(signed);
      const [number = '', chain = '0'] = id.split('-');
      const issued = state.issued.get(number);
      if (issued === undefined || issued.account !== ownOf(signed.account).url)
        throw new Problem('malformed', 'no such certificate', { status: 404 });
      const others = issued.chains.flatMap((_, i) =>
        i === Number(chain) ? [] : [`<${state.base}/certificate/${number}-${i}>;rel="alternate"`],
      );
      return {
        headers: {
          'content-type': 'application/pem-certificate-chain',
          link: [`<${state.base}/dir>;rel="index"`, ...others].join(', '),
        },
        body: issued.chains[Number(chain)] ?? '',
      };
    },
    revoke: ({ account, thumbprint, payload = {} }) => {
      const der = Buffer.from(String(payload['certificate']), 'base64url');
      const issued = [...state.issued.values()].find((one) => der.equals(one.leaf));
      if (issued === undefined) throw new Problem('malformed', 'it is not ours', { status: 404 });
      const may =
        account === undefined ? issued.jwkThumbprint === thumbprint : issued.account === account.url;
      if (!may) throw new Problem('unauthorized', 'it is of another account', { status: 403 });
      if (!REVOCATION_REASONS.includes(payload['reason']))
        throw new Problem('badRevocationReason', 'the reason is not taken');
      if (issued.revoked !== undefined) throw new Problem('alreadyRevoked', 'it was revoked already');
      // Who has the key of a certificate shows that others may have it.
      issued.revoked = account === undefined ? 1 : ((payload['reason'] as number | undefined) ?? 0);
      return {};
    },
  };
}

function ownOf(account: Account | undefined): Account {
  if (account === undefined) throw new Problem('malformed', 'an account is wanted');
  return account;
}

function asGet({ payload }: Signed): void {
  if (payload !== undefined) throw new Problem('malformed', 'a read has an empty payload');
}

function showOrder({ base }: State, order: Order): object {
  return {
    status: order.status,
    expires: new Date(order.expiresAt).toISOString(),
    identifiers: order.names,
    authorizations: order.authorizations.map((one) => `${base}/authorization/${one.id}`),
    finalize: `${base}/finalize/${order.id}`,
    ...(order.profile === undefined ? {} : { profile: order.profile }),
    ...(order.error === undefined ? {} : { error: order.error }),
    ...(order.status === 'valid' ? { certificate: `${base}/certificate/${order.certificate ?? ''}` } : {}),
  };
}

function showAuthorization(state: State, authorization: Authorization): object {
  const { name, status, wildcard, challenges } = authorization;
  return {
    identifier: name,
    status,
    expires: new Date(state.now() + DAY_MS).toISOString(),
    ...(wildcard ? { wildcard } : {}),
    challenges: challenges.map((one) => showChallenge(state, one, authorization)),
  };
}

function showChallenge(
  { base }: State,
  { id, type, token, status, error }: Challenge,
  { account }: Authorization,
): object {
  return {
    type,
    url: `${base}/challenge/${id}`,
    status,
    ...(token === undefined ? { 'issuer-domain-names': CAA_IDENTITIES, accounturi: account } : { token }),
    ...(error === undefined ? {} : { error }),
  };
}
