import { RegctlError } from '../../../core/errors.ts';
import { parseDomainName } from '../../../core/names.ts';
import type { Credentials } from '../../../ports/credential-store.ts';
import { description } from './description.ts';
import type { TsigKey } from './tsig.ts';

export interface Rfc2136Settings {
  readonly server: { readonly host: string; readonly port: number; readonly label: string };
  readonly algorithm: TsigKey['algorithm'];
  readonly nameserverAddress: string | undefined;
}

const ALGORITHMS: readonly string[] = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'];

/** Reads endpoint and settings. @throws RegctlError `INVALID_CONFIG` */
export function readSettings(input: {
  readonly endpoint: string | undefined;
  readonly settings: { readonly [name: string]: string };
}): Rfc2136Settings {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(input.endpoint ?? '');
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 53);
  if (host === undefined || port < 1 || port > 65_535) {
    throw invalid(
      'the endpoint must be the address of the primary server',
      input.endpoint === undefined ? 'none was given' : `${input.endpoint} is none`,
      '--endpoint 192.0.2.53:53',
    );
  }
  const known = description.settings.map((field) => field.name);
  const unknown = Object.keys(input.settings).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalid(`there is no setting ${unknown}`, `it takes ${known.join(', ')}`, 'leave it out');
  const algorithm = input.settings['tsig-algorithm'] ?? 'hmac-sha256';
  if (!ALGORITHMS.includes(algorithm))
    throw invalid(
      `tsig-algorithm cannot be ${algorithm}`,
      `it takes one of ${ALGORITHMS.join(', ')}`,
      'use hmac-sha256',
    );
  return {
    server: { host, port, label: input.endpoint ?? '' },
    algorithm: algorithm as TsigKey['algorithm'],
    nameserverAddress: input.settings['nameserver-address'],
  };
}

/** Reads the TSIG key. @throws RegctlError `CREDENTIAL_MISSING` */
export function readKey(credentials: Credentials, settings: Rfc2136Settings, account: string): TsigKey {
  const { 'tsig-name': name = '', 'tsig-secret': secret = '' } = credentials;
  if (name !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(secret)) {
    return {
      name: parseDomainName(name),
      algorithm: settings.algorithm,
      secret: Uint8Array.from(Buffer.from(secret, 'base64')),
    };
  }
  throw new RegctlError('CREDENTIAL_MISSING', `account ${account} has no usable TSIG key`, {
    reason: name === '' ? 'its name is missing' : 'its secret is no base64',
    hint: `regctl accounts update ${account} --new-secret < tsig.json`,
    provider: 'rfc2136',
  });
}

function invalid(problem: string, reason: string, hint: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `rfc2136: ${problem}`, { reason, hint });
}
