import { RegctlError } from '../../core/errors.ts';
import { parseServerAddress } from '../../core/server-address.ts';
import { endpointOf, type AccountPolicy } from './open.ts';

/** Providers that work on files of the machine they run on. */
const FILE_PROVIDERS: readonly string[] = ['zonefile'];

/** What the operator of a server allows beyond what is safe for all. */
export interface ServerAllowances {
  /** Providers that work on files of the server. */
  readonly fileProviders: boolean;
  /** Undefined where private addresses are allowed. @throws RegctlError `PERMISSION_MISSING` */
  readonly refusePrivateHost: ((host: string) => Promise<void>) | undefined;
}

/** Makes the policy of a server: accounts take their secrets from the vault, and reach neither its files, its commands, nor its own network. */
export function serverAccountPolicy(allowances: ServerAllowances): AccountPolicy {
  return {
    storage: 'vault',
    check: async (provider, input) => {
      const { name, credentials } = provider.description;
      if (input.credentialCommand !== undefined)
        throw refused(
          'a credential command does not run on the server',
          'it would be a command of anybody who may add accounts',
        );
      if (input.storage !== undefined)
        throw refused(
          `secrets are not kept in ${input.storage} on the server`,
          'there they lie in its vault',
        );
      if (FILE_PROVIDERS.includes(name) && !allowances.fileProviders)
        throw refused(
          `accounts of ${name} are not allowed on this server`,
          'they would read and write its files',
        );
      // Such a provider takes what the machine itself is trusted with: its variables, its files, its cloud identity.
      if (input.isNew && credentials.length > 0 && input.credentials === undefined && input.browser !== true)
        throw refused(
          `an account of ${name} needs its secret`,
          'the server lends nobody its own credentials',
        );
      if (FILE_PROVIDERS.includes(name)) return;
      const endpoint = endpointOf(provider, { endpoint: input.endpoint ?? null });
      const hosts = [
        endpoint === undefined ? undefined : (hostOf(endpoint) ?? endpoint),
        ...Object.values(input.settings ?? {}).map(hostOf),
      ];
      for (const host of hosts) if (host !== undefined) await allowances.refusePrivateHost?.(host);
    },
  };
}

/** The host of a URL, of an address with or without a port, or of a name with dots; of a setting that is none of these, none. */
function hostOf(text: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return URL.canParse(text) ? new URL(text).hostname : undefined;
  try {
    return parseServerAddress(text).host;
  } catch {
    return /^([0-9a-z-]+(?:\.[0-9a-z-]+)+|localhost)\.?(?::\d+)?$/i.exec(text)?.[1];
  }
}

function refused(message: string, reason: string): RegctlError {
  return new RegctlError('PERMISSION_MISSING', message, {
    reason,
    hint: 'give the secret itself as JSON on stdin, or ask the operator of the server',
  });
}
