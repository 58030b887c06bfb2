import { ACCOUNT_FIELDS, accountRow } from '../../account-view.ts';
import { ACCOUNT_FLAGS, readAccountFlags, readCredentials } from '../../account-input.ts';
import { openInBrowser } from '../../open-browser.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Connect a provider account',
  description:
    'The secret is read as a JSON object from stdin, or asked for on a terminal, and kept in the keychain. It is tried before the account is kept.',
  examples: [
    {
      command: 'regctl accounts add zonefile --name local --endpoint ./zones',
      does: 'zones as files in a folder',
    },
    {
      command: 'regctl accounts add powerdns --name pdns --endpoint http://127.0.0.1:8081 < credentials.json',
      does: 'a PowerDNS server',
    },
    {
      command: 'regctl accounts add porkbun --name porkbun --browser',
      does: 'a key that is approved in the browser',
    },
    {
      command: 'regctl accounts add rfc2136 --name bind --endpoint 192.0.2.53 --zone example.org < tsig.json',
      does: 'BIND or Knot by dynamic update',
    },
  ],
  args: [{ name: 'provider', description: 'kind of provider', completes: 'provider' }],
  flags: {
    name: {
      type: 'string',
      value: 'NAME',
      description: 'what to call the account; the provider when omitted',
    },
    browser: {
      type: 'boolean',
      description: 'approve a new credential in the browser, where the provider offers that',
    },
    ...ACCOUNT_FLAGS,
  },
  fields: ACCOUNT_FIELDS,
  exitCodes: {
    4: 'the secret is rejected, or the keychain cannot be used',
    7: 'the name is taken',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const regctl = await context.controlPlane();
    const description = (await regctl.accounts.providers()).find(
      (provider) => provider.name === arg('provider'),
    );
    if (description === undefined) throw await unknownProvider(regctl.accounts.providers(), arg('provider'));
    const needsSecret =
      description.credentials.length > 0 &&
      flags['credential-command'] === undefined &&
      !flags['from-env'] &&
      !flags.browser;
    const credentials = needsSecret ? await readCredentials(context, description.credentials) : undefined;
    const account = await regctl.accounts.add(
      {
        name: flags.name ?? description.name,
        provider: description.name,
        ...readAccountFlags(context, flags, description),
        ...(credentials === undefined ? {} : { credentials }),
        ...(flags.browser ? { browser: true } : {}),
      },
      { signal: context.signal, onOpen: (url) => openInBrowser(context, url) },
    );
    context.cache.remember({ accounts: (await regctl.accounts.list()).map((known) => known.name) });
    context.notice(
      `account ${account.name} (${account.provider}) added${flags['no-test'] ? ', not tried' : ' and tried'}`,
    );
    return { kind: 'object', value: accountRow(account), nameField: 'name' };
  },
});

async function unknownProvider(
  providers: Promise<readonly { readonly name: string }[]>,
  name: string,
): Promise<RegctlError> {
  return new RegctlError('INVALID_INPUT', `there is no provider ${name}`, {
    reason: `there are: ${(await providers).map((provider) => provider.name).join(', ')}`,
    hint: 'regctl accounts add --help',
  });
}
