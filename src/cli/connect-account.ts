import { isRegctlError } from '../core/errors.ts';
import { parseDomainName } from '../core/names.ts';
import type { ProviderDescription, ProviderField } from '../ports/dns-provider.ts';
import { readAccountFlags, readCredentials } from './account-input.ts';
import type { Context } from './context.ts';

/** How often an account is tried. */
const MAX_TRIES = 4;
/** What another answer may set right. */
const CORRIGIBLE = [
  'CREDENTIAL_REJECTED',
  'CREDENTIAL_MISSING',
  'KEYCHAIN_UNAVAILABLE',
  'INVALID_CONFIG',
  'NETWORK',
] as const;

/**
 * Connects an account by questions: provider, address, secret. It is tried at the provider before anything is kept; a secret that is refused is asked for
 * again.
 *
 * @param flag - what to give where nobody can be asked
 * @returns the name of the account
 */
export async function connectByQuestions(context: Context, flag: string): Promise<string> {
  const regctl = await context.controlPlane();
  const providers = await regctl.accounts.providers();
  const chosen = await context.prompt.choose(
    'Who serves your zones?',
    providers.map(({ name, title }) => ({ name: title, value: name })),
    flag,
  );
  const description = providers.find(({ name }) => name === chosen);
  if (description === undefined) throw new Error('a provider that was not offered');
  for (const line of description.setup ?? []) context.notice(`  ${line}`);
  const name = await context.prompt.text('What shall the account be called?', {
    flag: '--name NAME',
    default: description.name,
  });
  let given = await askForAccount(context, description);
  for (let tries = 1; ; tries++) {
    try {
      const account = await regctl.accounts.add(
        { name, provider: description.name, ...given },
        { signal: context.signal },
      );
      context.cache.remember({ accounts: (await regctl.accounts.list()).map((known) => known.name) });
      context.notice(`account ${account.name} (${account.provider}) added and tried`);
      return account.name;
    } catch (error) {
      if (tries >= MAX_TRIES || !isRegctlError(error, ...CORRIGIBLE)) throw error;
      context.warn(`${error.message}: ${error.reason ?? ''}; nothing is kept`);
      if (error.code !== 'KEYCHAIN_UNAVAILABLE')
        given = { ...given, ...(await askForAccount(context, description)) };
      else if (
        await context.prompt.confirm('Keep the secret in an encrypted file instead?', '--insecure-storage')
      )
        given = { ...given, storage: 'encrypted-file' };
      else throw error;
    }
  }
}

async function askForAccount(
  context: Context,
  description: ProviderDescription,
): Promise<ReturnType<typeof readAccountFlags> & { credentials?: { [field: string]: string } }> {
  const { endpoint, settings, needsZones } = description;
  const address =
    endpoint.required || endpoint.default !== undefined
      ? await context.prompt.text(`${endpoint.label}, such as ${endpoint.example}:`, {
          flag: '--endpoint URL',
          ...(endpoint.default === undefined ? {} : { default: endpoint.default }),
        })
      : '';
  const given: string[] = [];
  for (const field of settings.filter(({ required }) => required))
    given.push(`${field.name}=${await askForSetting(context, field)}`);
  const zones = needsZones
    ? await context.prompt.text('Its zones, parted by commas:', { flag: '--zone NAME' })
    : '';
  const account = readAccountFlags(
    context,
    {
      endpoint: address === '' ? undefined : address,
      zone: zones.split(/[\s,]+/).filter((zone) => zone !== ''),
      setting: given,
      'credential-command': undefined,
      'from-env': false,
      'insecure-storage': false,
      'no-test': false,
    },
    description,
  );
  const credentials = await readCredentials(context, description.credentials);
  return { ...account, ...(credentials === undefined ? {} : { credentials }) };
}

function askForSetting(context: Context, { label, example }: ProviderField): Promise<string> {
  return context.prompt.text(`${label}${example === undefined ? '' : `, such as ${example}`}:`, {
    flag: '--setting KEY=VALUE',
  });
}

/** Asks which of several zones are meant; all when nothing is typed. */
export async function chooseZones(context: Context, served: readonly string[]): Promise<readonly string[]> {
  if (!context.prompt.interactive || served.length < 2) return served;
  context.notice(
    `The account serves ${served.length} zones: ${served.slice(0, 20).join(', ')}${served.length > 20 ? ', …' : ''}`,
  );
  const typed = await context.prompt.text('Which shall be in the project, parted by commas?', {
    flag: '--zone ZONE',
    default: 'all',
  });
  return typed.trim() === 'all' || typed.trim() === ''
    ? served
    : typed
        .split(/[\s,]+/)
        .filter((zone) => zone !== '')
        .map((zone) => parseDomainName(zone));
}
