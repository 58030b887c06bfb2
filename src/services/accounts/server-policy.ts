import { RegctlError } from '../../core/errors.ts';
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
      const endpoints = [
        endpointOf(provider, { endpoint: input.endpoint ?? null }),
        ...Object.values(input.settings ?? {}),
      ];
      for (const endpoint of FILE_PROVIDERS.includes(name) ? [] : endpoints) {
        const host = hostOf(endpoint);
        if (host !== undefined) await allowances.refusePrivateHost?.(host);
      }
    },
  };
}

/** The host of an endpoint: a URL, or `host[:port]` for what is no web service. Settings that are neither have none. */
function hostOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint))
    return URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined;
  return /^(\[[0-9a-f:.]+\]|[0-9a-z.-]*\.[0-9a-z-]+|localhost)(:\d+)?$/i.exec(endpoint)?.[1];
}

function refused(message: string, reason: string): RegctlError {
  return new RegctlError('PERMISSION_MISSING', message, {
    reason,
    hint: 'give the secret itself as JSON on stdin, or ask the operator of the server',
  });
}
