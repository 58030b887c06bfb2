import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { AccountCheck, Provider } from '../../../ports/dns-provider.ts';
import { PorkbunClient } from './client.ts';
import { description } from './description.ts';
import { dnsProvider } from './dns.ts';
import { registrar } from './registrar.ts';
import { DOMAINS_PAGE } from './refusal-rules.ts';
import { apiPing } from './schema.ts';

/** Porkbun by its API v3. */
export const provider: Provider = {
  description,
  checkSettings: ({ endpoint, settings }) => {
    const url = endpoint === undefined ? undefined : URL.parse(endpoint);
    if (endpoint !== undefined && (url === null || !/^https?:$/.test(url?.protocol ?? '')))
      throw invalid('the endpoint must be the base URL of the API', `${endpoint} is no http or https URL`);
    // The host of the website answered the API until the end of 2024 (the vendor's documentation, read 2026-11-21).
    if (url?.hostname === 'porkbun.com')
      throw invalid(
        'the endpoint is the old one',
        'Porkbun moved its API from porkbun.com to api.porkbun.com',
      );
    const [unknown] = Object.keys(settings);
    if (unknown !== undefined)
      throw invalid(`there is no setting ${unknown}`, 'it takes none', 'leave it out');
  },
  open: (context) => {
    const client = new PorkbunClient(context);
    return {
      dns: dnsProvider(client),
      registrar: registrar(client),
      test: (signal) => testAccount(client, signal),
      close: () => Promise.resolve(),
    };
  },
  browserLogin: async ({ endpoint, name, open, http, clock, signal }) => {
    const { requestKeyInBrowser } = await import('./browser-login.ts');
    return requestKeyInBrowser(http, clock, {
      baseUrl: endpoint,
      name: `regctl ${name}`,
      open,
      ...(signal === undefined ? {} : { signal }),
    });
  },
};

function invalid(
  message: string,
  reason: string,
  hint = `--endpoint ${description.endpoint.example}`,
): RegctlError {
  return new RegctlError('INVALID_CONFIG', `porkbun: ${message}`, { reason, hint });
}

async function testAccount(client: PorkbunClient, signal?: AbortSignal): Promise<AccountCheck[]> {
  try {
    const { yourIp, sandbox } = await client.call({
      path: ['ping'],
      body: {},
      expect: apiPing,
      what: 'the API keys',
      part: 'account',
      repeat: 'always',
      signal,
    });
    const domains = await client.domains(undefined, signal);
    const closed = domains.filter((row) => row.apiAccess === false);
    return [
      {
        name: 'api keys',
        ok: true,
        detail: `Porkbun takes them${sandbox === true ? ' for its sandbox' : ''}, asked from ${yourIp ?? 'here'}; the account has ${domains.length} domains`,
      },
      {
        name: 'api access',
        ok: domains.length === 0 || closed.length < domains.length,
        detail:
          closed.length === 0 ? 'on for every domain' : `off for ${listOf(closed.map((row) => row.domain))}`,
        ...(closed.length === 0
          ? {}
          : {
              code: 'ACCOUNT_GATE' as const,
              hint: `switch on "API Access" in the details of a domain at ${DOMAINS_PAGE}`,
            }),
      },
    ];
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const detail = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return [{ name: 'api keys', ok: false, detail, code: error.code, ...hint }];
  }
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
