import type { ProviderContext } from '../../../ports/dns-provider.ts';
import { failure } from './failures.ts';

/** How requests of an account prove themselves. */
export interface Credential {
  readonly authorization: string;
  /** A personal access token, which may do less than the account. */
  readonly usesToken: boolean;
  readonly secrets: readonly string[];
}

/** What can stand in a header: a line break in a pasted secret would otherwise be quoted by the error of the HTTP client. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;

/** Reads the token, or the key with its secret. @throws RegctlError `CREDENTIAL_MISSING` */
export async function readCredential(context: ProviderContext): Promise<Credential> {
  const {
    'api-token': token = '',
    'api-key': key = '',
    'api-secret': secret = '',
  } = await context.credentials();
  if (HEADER_TEXT.test(token)) return { authorization: `Bearer ${token}`, usesToken: true, secrets: [token] };
  if (token === '' && HEADER_TEXT.test(key) && HEADER_TEXT.test(secret))
    return { authorization: `sso-key ${key}:${secret}`, usesToken: false, secrets: [key, secret] };
  const isGiven = [token, key, secret].some((text) => text !== '');
  throw failure('CREDENTIAL_MISSING', `account ${context.account} has no complete credential`, {
    reason: isGiven
      ? 'it takes a token alone, or a key together with its secret, each one word without blanks'
      : 'it takes api-token, or api-key with api-secret',
    hint: `regctl accounts update ${context.account} --new-secret < credentials.json, with {"api-token": "…"}`,
  });
}

/** Takes secrets out of a text of GoDaddy's. */
export function hide(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}
