import { idOf, isJson, refusal, type Json } from './cloudflare-envelope.ts';

/** The certificate of a custom hostname in the Cloudflare server: cloudflare.md §6. Its key exists nowhere. */

/** What the customers' DNS holds, as Cloudflare sees it. */
export interface CustomerDns {
  /** Hostname, or challenge name → target. */
  readonly cnames: Map<string, string>;
  readonly txt: Map<string, readonly string[]>;
}

export interface SslInput {
  readonly method: string;
  readonly authority: string;
  readonly wildcard: boolean;
}

export interface FakeCertificate extends SslInput {
  status: string;
  /** Steps that the validation waited. */
  waited: number;
  problems: string[];
  shown(hostname: string, delegation: string): Json;
}

const METHODS = ['http', 'txt', 'email'];
const AUTHORITIES = ['google', 'lets_encrypt', 'ssl_com'];
/** Steps after which a validation is given up. */
const PATIENCE = 20;

export const uuidOf = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');

/** Checks an `ssl` object; what it does not say stays as it is. */
export function sslInput(value: unknown, present: SslInput | undefined): SslInput {
  if (!isJson(value)) throw refusal(400, 1434, 'Invalid ssl object.');
  const { method, type, wildcard = present?.wildcard ?? false } = value;
  const authority = value['certificate_authority'] ?? present?.authority ?? 'google';
  for (const name of ['custom_key', 'custom_certificate', 'custom_cert_bundle'])
    if (value[name] !== undefined) throw refusal(400, 1442, 'Custom certificates are not served here.');
  if ((method === undefined) !== (type === undefined) || (method === undefined && present === undefined))
    throw refusal(400, 1440, 'Both ssl.method and ssl.type are required.');
  const how = method ?? present?.method;
  if (typeof how !== 'string' || !METHODS.includes(how)) throw refusal(400, 1432, 'Invalid ssl method.');
  if (type !== undefined && type !== 'dv') throw refusal(400, 1433, 'Invalid ssl type.');
  if (typeof authority !== 'string' || !AUTHORITIES.includes(authority))
    throw refusal(400, 1434, 'Invalid certificate authority.');
  if (typeof wildcard !== 'boolean' || (wildcard && how !== 'txt'))
    throw refusal(400, 1448, 'Wildcard certificates need the txt method.');
  return { method: how, authority, wildcard };
}

/** A certificate whose validation begins; `seed` makes its tokens. */
export function newCertificate(input: SslInput, seed: string): FakeCertificate {
  const id = uuidOf(idOf(`certificate ${seed}`));
  return {
    ...input,
    status: 'initializing',
    waited: 0,
    problems: [],
    shown(hostname, delegation) {
      const { status, method, authority, wildcard, problems } = this;
      const isOpen = status === 'pending_validation' || status === 'validation_timed_out';
      const issued = ['active', 'pending_deployment'].includes(status);
      return {
        id,
        type: 'dv',
        method,
        status,
        wildcard,
        certificate_authority: authority,
        bundle_method: 'ubiquitous',
        settings: { min_tls_version: '1.0' },
        ...(issued
          ? { hosts: wildcard ? [hostname, `*.${hostname}`] : [hostname], expires_on: '2027-02-19T00:00:00Z' }
          : {}),
        ...(isOpen ? { validation_records: recordsOf(this, hostname, id) } : {}),
        ...(isOpen && method !== 'email'
          ? {
              dcv_delegation_records: [
                {
                  cname: `_acme-challenge.${hostname}`,
                  cname_target: `${hostname}.${delegation}.dcv.cloudflare.com`,
                },
              ],
            }
          : {}),
        ...(problems.length === 0 ? {} : { validation_errors: problems.map((message) => ({ message })) }),
      };
    },
  };
}

/** One step: validation as far as the DNS shows what it waits for, then issuance, deployment, active. */
export function stepCertificate(
  certificate: FakeCertificate,
  hostname: string,
  seen: { readonly points: boolean; readonly dns: CustomerDns; readonly delegation: string },
): void {
  const next: { readonly [status: string]: string } = {
    initializing: 'pending_validation',
    pending_issuance: 'pending_deployment',
    pending_deployment: 'active',
  };
  if (certificate.status !== 'pending_validation') {
    certificate.status = next[certificate.status] ?? certificate.status;
    return;
  }
  if (isProven(certificate, hostname, seen)) {
    certificate.status = 'pending_issuance';
    certificate.problems = [];
    return;
  }
  certificate.waited++;
  certificate.problems = [
    certificate.method === 'txt'
      ? `no TXT record with the value was found at _acme-challenge.${hostname}`
      : `the token was not found at ${hostname}`,
  ];
  if (certificate.waited >= PATIENCE) certificate.status = 'validation_timed_out';
}

function isProven(
  certificate: FakeCertificate,
  hostname: string,
  { points, dns, delegation }: Parameters<typeof stepCertificate>[2],
): boolean {
  const target = dns.cnames.get(`_acme-challenge.${hostname}`);
  if (target === `${hostname}.${delegation}.dcv.cloudflare.com`) return true;
  if (certificate.method === 'http') return points;
  const shown = certificate.shown(hostname, delegation)['validation_records'] as readonly Json[];
  const texts = dns.txt.get(`_acme-challenge.${hostname}`) ?? [];
  return certificate.method === 'txt' && shown.every((record) => texts.includes(String(record['txt_value'])));
}

function recordsOf({ method, wildcard }: SslInput, hostname: string, id: string): Json[] {
  const token = (seed: string): string =>
    Buffer.from(idOf(`${id} ${seed}`))
      .toString('base64url')
      .slice(0, 43);
  if (method === 'email')
    return [{ status: 'pending', emails: [`admin@${hostname}`, `hostmaster@${hostname}`] }];
  if (method === 'txt') {
    return (wildcard ? ['one', 'two'] : ['one']).map((seed) => ({
      status: 'pending',
      txt_name: `_acme-challenge.${hostname}`,
      txt_value: token(seed),
    }));
  }
  const name = token('one');
  const http_url = `http://${hostname}/.well-known/acme-challenge/${name}`;
  return [{ status: 'pending', http_url, http_body: `${name}.${token('key')}` }];
}
