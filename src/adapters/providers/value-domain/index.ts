import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { AccountCheck, Provider } from '../../../ports/dns-provider.ts';
import { ValueDomainClient } from './client.ts';
import { description } from './description.ts';
import { dnsProvider } from './dns.ts';
import { registrarOf } from './registrar.ts';

/** Where most names go (the vendor's sample of a registration, read 2026-11-21); which one is right for .jp is not documented. */
const DEFAULT_REGISTRAR = 'GMO';

/** VALUE-DOMAIN: registrations, and the zones that come with them. */
export const provider: Provider = {
  description,
  checkSettings: ({ endpoint, settings }) => {
    if (
      endpoint !== undefined &&
      !/^(?:https:\/\/[^/]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$))/.test(endpoint)
    )
      throw invalid('the endpoint must be an https URL', `${endpoint} is none`, 'leave it out');
    const known = description.settings.map((field) => field.name);
    const unknown = Object.keys(settings).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw invalid(`there is no setting ${unknown}`, `it takes ${known.join(', ')}`, 'leave it out');
    const { registrar = DEFAULT_REGISTRAR } = settings;
    if (!/^[A-Z0-9]+$/.test(registrar))
      throw invalid(
        `${JSON.stringify(registrar)} is no registrar`,
        'it is one of the words GMO, JPRS, ENOM that VALUE-DOMAIN shows',
        'registrar=GMO',
      );
  },
  open: (context) => {
    const client = new ValueDomainClient(context);
    const { registrar: capabilities } = description;
    return {
      dns: dnsProvider(client),
      ...(capabilities === undefined
        ? {}
        : {
            registrar: registrarOf(client, capabilities, context.settings['registrar'] ?? DEFAULT_REGISTRAR),
          }),
      test: (signal) => testAccount(client, signal),
      close: () => Promise.resolve(),
    };
  },
};

async function testAccount(client: ValueDomainClient, signal?: AbortSignal): Promise<AccountCheck[]> {
  try {
    const { length } = await client.domains(signal);
    return [
      {
        name: 'token',
        ok: true,
        detail: `VALUE-DOMAIN takes the token; the account holds ${length} domains`,
      },
    ];
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const detail = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
    return [
      {
        name: 'token',
        ok: false,
        detail,
        code: error.code,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
    ];
  }
}

function invalid(message: string, reason: string, hint: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `value-domain: ${message}`, { reason, hint });
}
