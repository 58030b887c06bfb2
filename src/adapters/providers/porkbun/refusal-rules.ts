import type { ErrorCode } from '../../../core/errors.ts';
import { formatMoney } from '../../../core/money.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ApiEnvelope } from './schema.ts';

/** What a request is about; it decides what a refusal means. */
export interface About {
  readonly account: string;
  /** For the message: `zone example.com`, `the renewal of example.com`. */
  readonly what: string;
  readonly domain?: DomainName;
  readonly part: 'account' | 'dns' | 'registrar' | 'purchase';
}

export const DOMAINS_PAGE = 'https://porkbun.com/account/domainsSpeedy';
export const API_PAGE = 'https://porkbun.com/account/api';

/** What one kind of refusal becomes. */
export interface Rule {
  readonly code: ErrorCode;
  /** What failed. */
  readonly message: (about: About, reply: ApiEnvelope) => string;
  readonly hint: (about: About, reply: ApiEnvelope) => string;
  readonly reason?: (about: About, reply: ApiEnvelope) => string;
}

const credential: Rule = {
  code: 'CREDENTIAL_REJECTED',
  message: ({ account }) => `Porkbun refused the API keys of account ${account}`,
  hint: ({ account }) =>
    `check both keys at ${API_PAGE}, then \`regctl accounts update ${account} --new-secret < credentials.json\``,
};

/** By the codes of newer replies (API v3, "Errors", read 2026-11-21). The list is open: what is not here goes by its text, then by what was asked. */
export const BY_CODE: { readonly [code: string]: Rule } = {
  API_KEY_REQUIRED: credential,
  INVALID_API_KEYS_001: credential,
  INVALID_TOKEN: credential,
  INVALID_USER: credential,
  IP_NOT_ALLOWED: {
    code: 'PERMISSION_MISSING',
    message: ({ account }) => `the API key of account ${account} may not be used from this address`,
    reason: () => 'the IP allow-list of the key does not name it',
    hint: () => `add this machine's address to the key's IP allow-list at ${API_PAGE}`,
  },
  DOMAIN_NOT_ALLOWED: {
    code: 'PERMISSION_MISSING',
    message: ({ account, what }) => `the API key of account ${account} may not touch ${what}`,
    reason: ({ domain }) => `the domain allow-list of the key does not name ${domain ?? 'it'}`,
    hint: ({ domain }) => `add ${domain ?? 'it'} to the key's domain allow-list at ${API_PAGE}`,
  },
  API_ACCESS_DISABLED: {
    code: 'ACCOUNT_GATE',
    message: ({ what }) => `Porkbun keeps ${what} from its API`,
    reason: () =>
      'the switch "API Access" of the domain is off, as it is for every new domain unless the account opts in',
    hint: ({ domain }) =>
      `switch on "API Access" in the details of ${domain ?? 'the domain'} at ${DOMAINS_PAGE}, or for all domains at ${API_PAGE}`,
  },
  SANDBOX_UNSUPPORTED: {
    code: 'ACCOUNT_GATE',
    message: ({ what }) => `the sandbox does not serve ${what}`,
    hint: () => 'use keys of the real account for it',
  },
  DOMAIN_NOT_AVAILABLE: unavailable(),
  INSUFFICIENT_FUNDS: {
    code: 'PAYMENT_REQUIRED',
    message: ({ what }) => `the account credit does not cover ${what}`,
    reason: (_, reply) => shortfall(reply) ?? said(reply),
    hint: () =>
      'add account credit at https://porkbun.com/account/credit, then run it again; nothing was bought',
  },
  RENEWAL_TOO_SOON: {
    code: 'REGISTRAR_REFUSED',
    message: ({ what }) => `Porkbun refuses ${what} for now`,
    reason: () => 'it was registered or renewed within the last 30 days',
    hint: () => 'run it again when the 30 days are over; nothing was bought',
  },
  IDEMPOTENCY_KEY_IN_USE: undecided('the same purchase is still being worked on'),
  IDEMPOTENCY_KEY_MISMATCH: undecided('another purchase was sent under the same key'),
  REGISTRANT_CHANGE_NOT_SUPPORTED: {
    code: 'REGISTRAR_REFUSED',
    message: ({ what }) => `Porkbun cannot change the registrant through ${what}`,
    hint: ({ domain }) =>
      `the registry of ${domain ?? 'this name'} has its own procedure; ask Porkbun's support`,
  },
  ADDRESS_VALIDATION_REQUIRED: {
    code: 'REGISTRAR_REFUSED',
    message: ({ what }) => `Porkbun does not take the address in ${what} as it stands`,
    hint: () => `correct the address, or confirm it at ${DOMAINS_PAGE}`,
  },
  INVALID_TYPE: {
    code: 'RRTYPE_UNSUPPORTED',
    message: ({ what }) => `Porkbun does not take the type of ${what}`,
    hint: ({ account }) => `see the types with \`regctl accounts capabilities ${account}\``,
  },
  INVALID_RECORD_ID: {
    code: 'CONFLICT',
    message: ({ what }) => `${what} cannot be changed, as its record is gone`,
    reason: () => 'somebody else deleted it in this moment',
    hint: () => 'run the command again: it then starts from the present state',
  },
};

/** By the words of older replies, which have no code (recorded by several clients, read 2026-11-21). */
export const BY_TEXT: readonly (readonly [RegExp, string])[] = [
  [/invalid api key|api key is required|invalid token/i, 'INVALID_API_KEYS_001'],
  [/opted in to api access/i, 'API_ACCESS_DISABLED'],
  [/domain is not available/i, 'DOMAIN_NOT_AVAILABLE'],
  [/insufficient (?:account )?(?:funds|credit|balance)/i, 'INSUFFICIENT_FUNDS'],
  [/invalid record id/i, 'INVALID_RECORD_ID'],
];

export const priceChanged: Rule = {
  code: 'PRICE_CHANGED',
  message: ({ what }) => `the price of ${what} is not the one quoted`,
  reason: (_, reply) =>
    reply.cost === undefined
      ? said(reply)
      : `it is ${formatMoney({ minor: reply.cost, currency: 'USD' })} now`,
  hint: () => 'run the command again for a new quote; nothing was bought',
};

export const spendLimit: Rule = {
  code: 'PAYMENT_REQUIRED',
  message: ({ what }) => `the monthly spend limit of the account does not cover ${what}`,
  hint: () => `raise the limit at ${API_PAGE}, then run it again; nothing was bought`,
};

export const gate: Rule = {
  code: 'ACCOUNT_GATE',
  message: ({ account, what }) => `Porkbun does not open ${what} to account ${account}`,
  hint: (_, reply) =>
    reply.next_action?.hint ??
    'verify e-mail and phone of the account, and place the first order at https://porkbun.com/account',
};

export const unknownCall: Rule = {
  code: 'CAPABILITY_MISSING',
  message: ({ what }) => `this deployment of the API does not know the call for ${what}`,
  hint: () => `do it at ${DOMAINS_PAGE}`,
};

export const failed: Rule = {
  code: 'PROVIDER_UNAVAILABLE',
  message: ({ what }) => `Porkbun failed on ${what}`,
  hint: () => 'try again in some minutes; see https://status.porkbun.com',
};

/** "Create error: We were unable to create the DNS record." stands for bad content, a duplicate, and a CNAME beside other data alike (read 2026-11-21). */
export const badRecord: Rule = {
  code: 'INVALID_RDATA',
  message: ({ what }) => `Porkbun refused ${what}`,
  hint: () =>
    'correct the data, or delete a CNAME or ALIAS at that name first, be it a parking record; what was written before stands',
};

export const refused: Rule = {
  code: 'REGISTRAR_REFUSED',
  message: ({ what }) => `Porkbun refused ${what}`,
  hint: (_, reply) => reply.next_action?.hint ?? `see the domain at ${DOMAINS_PAGE}`,
};

export function unavailable(): Rule {
  return {
    code: 'DOMAIN_UNAVAILABLE',
    message: ({ what }) => `${what} is not possible`,
    hint: () => 'nothing was bought; look at the name with `regctl domains check`',
  };
}

function undecided(reason: string): Rule {
  return {
    code: 'PURCHASE_UNDECIDED',
    message: ({ what }) => `it is not known what became of ${what}`,
    reason: () => reason,
    hint: ({ domain }) => `look at ${domain ?? 'the domain'} before buying again`,
  };
}

export function notFound(about: About): Rule {
  const isZone = about.part === 'dns';
  return {
    code: isZone ? 'ZONE_NOT_FOUND' : 'DOMAIN_NOT_FOUND',
    message: ({ account, domain }) =>
      isZone ? `zone ${domain ?? ''} not found` : `account ${account} does not hold ${domain ?? 'it'}`,
    hint: () => (isZone ? 'regctl zones list' : 'regctl domains list'),
  };
}

/** The registrar's words; the account's secrets never stand in replies. */
export function said(reply: ApiEnvelope): string {
  const text = reply.message ?? '';
  if (text === '') return reply.code ?? 'it gave no reason';
  return reply.code === undefined ? text : `${text} (${reply.code})`;
}

function shortfall({ shortfall: missing, balance }: ApiEnvelope): string | undefined {
  if (missing === undefined) return undefined;
  const lacking = `${formatMoney({ minor: missing, currency: 'USD' })} are missing`;
  return balance === undefined
    ? lacking
    : `the balance is ${formatMoney({ minor: balance, currency: 'USD' })}; ${lacking}`;
}
