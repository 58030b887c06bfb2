import * as z from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../core/errors.ts';
import type { Account } from '../../ports/account-store.ts';
import type { AccountCheck, DnsCapabilities, ProviderDescription } from '../../ports/dns-provider.ts';
import type { AddAccount, UpdateAccount } from '../index.ts';
import { domainName, line, word, type Operation, type Shape } from './operation.ts';
import { dnsCapabilities, providerDescription } from './providers.ts';
import { texts, time } from './values.ts';

const account: z.ZodType<Account> = z.object({
  name: word,
  provider: word,
  endpoint: line.nullable(),
  settings: texts,
  zones: z.array(domainName),
  credentials: z.enum(['keychain', 'encrypted-file', 'environment', 'command', 'vault', 'none']),
  credentialCommand: line.nullable(),
  createdAt: time,
} satisfies Shape<Account>);

const settable = {
  endpoint: line.exactOptional(),
  settings: texts.exactOptional(),
  zones: z.array(domainName).max(10_000).exactOptional(),
  credentials: texts.exactOptional(),
  credentialCommand: line.exactOptional(),
  verify: z.boolean().exactOptional(),
  storage: z.enum(['keychain', 'encrypted-file', 'environment']).exactOptional(),
  browser: z.boolean().exactOptional(),
} satisfies Shape<UpdateAccount>;

const accountCheck: z.ZodType<AccountCheck> = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  hint: z.string().exactOptional(),
  code: z.enum(Object.keys(ERROR_CODES) as ErrorCode[]).exactOptional(),
} satisfies Shape<AccountCheck>);

interface Named {
  readonly name: string;
}

const named: z.ZodType<Named> = z.strictObject({ name: word });
const NOT_FOUND: readonly ErrorCode[] = ['NO_ACCOUNT', 'ACCOUNT_NOT_FOUND'];
const REFUSED: readonly ErrorCode[] = [
  'INVALID_CONFIG',
  'CREDENTIAL_REJECTED',
  'PROVIDER_UNAVAILABLE',
  'NETWORK',
];

/** Provider accounts over HTTP. */
export const accountContract: {
  readonly list: Operation<object, readonly Account[]>;
  readonly get: Operation<Named, Account>;
  readonly add: Operation<AddAccount, Account>;
  readonly update: Operation<UpdateAccount & Named, Account>;
  readonly remove: Operation<Named, null>;
  readonly test: Operation<Named, readonly AccountCheck[]>;
  readonly capabilities: Operation<Named, DnsCapabilities>;
  readonly providers: Operation<object, readonly ProviderDescription[]>;
} = {
  list: {
    id: 'accounts.list',
    summary: 'List provider accounts',
    method: 'GET',
    path: '/accounts',
    scope: 'accounts:read',
    input: z.strictObject({}),
    output: z.array(account),
    errors: [],
  },
  get: {
    id: 'accounts.get',
    summary: 'Get a provider account',
    method: 'GET',
    path: '/accounts/{name}',
    scope: 'accounts:read',
    input: named,
    output: account,
    errors: NOT_FOUND,
  },
  add: {
    id: 'accounts.add',
    summary: 'Connect a provider account; the secret is tried and goes into the vault',
    method: 'POST',
    path: '/accounts',
    scope: 'accounts:write',
    input: z.strictObject({ name: word, provider: word, ...settable } satisfies Shape<AddAccount>),
    output: account,
    streams: true,
    errors: [...REFUSED, 'ALREADY_EXISTS', 'CAPABILITY_MISSING', 'TIMEOUT'],
  },
  update: {
    id: 'accounts.update',
    summary: 'Change a provider account; what is not given stays',
    method: 'PATCH',
    path: '/accounts/{name}',
    scope: 'accounts:write',
    input: z.strictObject({ name: word, ...settable }),
    output: account,
    replaces: 'accounts.get',
    errors: [...NOT_FOUND, ...REFUSED],
  },
  remove: {
    id: 'accounts.remove',
    summary: 'Forget a provider account and its secret',
    method: 'DELETE',
    path: '/accounts/{name}',
    scope: 'accounts:write',
    input: named,
    output: z.null(),
    replaces: 'accounts.get',
    errors: NOT_FOUND,
  },
  test: {
    id: 'accounts.test',
    summary: 'Prove that an account works',
    method: 'POST',
    path: '/accounts/{name}/test',
    scope: 'accounts:read',
    input: named,
    output: z.array(accountCheck),
    streams: true,
    errors: NOT_FOUND,
  },
  capabilities: {
    id: 'accounts.capabilities',
    summary: 'Tell what the DNS service of an account can do',
    method: 'GET',
    path: '/accounts/{name}/capabilities',
    scope: 'accounts:read',
    input: named,
    output: dnsCapabilities,
    errors: NOT_FOUND,
  },
  providers: {
    id: 'accounts.providers',
    summary: 'List the providers that accounts can be connected of',
    method: 'GET',
    path: '/providers',
    scope: 'accounts:read',
    input: z.strictObject({}),
    output: z.array(providerDescription),
    errors: [],
  },
};
