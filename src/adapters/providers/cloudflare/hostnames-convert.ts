import type {
  CustomHostname,
  FallbackOrigin,
  HostnameCertificate,
  HostnameCertificateState,
  HostnameProof,
  HostnameState,
} from '../../../core/custom-hostname.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { NewHostname } from '../../../ports/custom-hostnames.ts';
import type { ApiFallbackOrigin, ApiHostname, ApiHostnameSsl, ApiProof } from './hostnames-schema.ts';

/** Words for the hostname (read 2026-11-21). `provisioned` waits for the customer to switch over. */
const STATES: { readonly [status: string]: HostnameState } = {
  active: 'active',
  active_redeploying: 'active',
  test_active: 'active',
  test_active_apex: 'active',
  pending: 'pending',
  pending_migration: 'pending',
  pending_provisioned: 'pending',
  provisioned: 'pending',
  test_pending: 'pending',
  moved: 'moved',
  blocked: 'blocked',
  pending_blocked: 'blocked',
  test_blocked: 'blocked',
  pending_deletion: 'deleted',
  deleted: 'deleted',
};

/** Words for the certificate (read 2026-11-21). What is staged or a backup serves nobody yet. */
const CERTIFICATE_STATES: { readonly [status: string]: HostnameCertificateState } = {
  initializing: 'pending',
  pending_validation: 'pending',
  pending_issuance: 'pending',
  pending_deployment: 'pending',
  holding_deployment: 'pending',
  staging_deployment: 'pending',
  staging_active: 'pending',
  backup_issued: 'pending',
  active: 'active',
  initializing_timed_out: 'failed',
  validation_timed_out: 'failed',
  issuance_timed_out: 'failed',
  deployment_timed_out: 'failed',
  pending_expiration: 'expired',
  expired: 'expired',
  pending_deletion: 'deleted',
  deletion_timed_out: 'deleted',
  pending_cleanup: 'deleted',
  deactivating: 'deleted',
  inactive: 'deleted',
  deleted: 'deleted',
};

const ORIGIN_STATES: { readonly [status: string]: FallbackOrigin['state'] } = {
  initializing: 'pending',
  pending_deployment: 'pending',
  active: 'active',
  deployment_timed_out: 'failed',
  pending_deletion: 'deleted',
  deletion_timed_out: 'deleted',
};

export function hostnameOf(zone: DomainName, api: ApiHostname): CustomHostname {
  const status = api.status ?? '';
  return {
    id: api.id,
    hostname: parseDomainName(api.hostname),
    zone,
    state: STATES[status] ?? 'unknown',
    status,
    ownership: ownershipOf(api),
    problems: api.verification_errors ?? [],
    certificate: api.ssl ? certificateOf(api.ssl) : null,
    origin: api.custom_origin_server ? parseDomainName(api.custom_origin_server) : null,
    createdAt: api.created_at ?? null,
  };
}

/** The `ssl` object says all that the check is restarted with; no member of it is a key. */
export function sslOf(certificate: Pick<HostnameCertificate, 'method' | 'authority' | 'wildcard'>): object {
  const { method, authority, wildcard } = certificate;
  return {
    method: method ?? 'http',
    type: 'dv',
    ...(authority === null ? {} : { certificate_authority: authority }),
    ...(wildcard ? { wildcard } : {}),
  };
}

export function newHostnameBody({ hostname, origin, ...certificate }: NewHostname): object {
  return {
    hostname,
    ssl: sslOf(certificate),
    ...(origin === null ? {} : { custom_origin_server: origin }),
  };
}

export function fallbackOriginOf({ origin, status, errors }: ApiFallbackOrigin): FallbackOrigin | null {
  if (!origin) return null;
  return {
    origin: parseDomainName(origin),
    state: ORIGIN_STATES[status ?? ''] ?? 'unknown',
    status: status ?? '',
    problems: errors ?? [],
  };
}

function certificateOf(ssl: ApiHostnameSsl): HostnameCertificate {
  const status = ssl.status ?? '';
  return {
    state: CERTIFICATE_STATES[status] ?? 'unknown',
    status,
    method: ssl.method ?? null,
    authority: ssl.certificate_authority ?? null,
    wildcard: ssl.wildcard === true,
    expiresAt: ssl.expires_on ?? null,
    proofs: (ssl.validation_records ?? []).flatMap(proofOf),
    delegations: (ssl.dcv_delegation_records ?? []).flatMap(proofOf),
    problems: (ssl.validation_errors ?? []).flatMap(({ message }) => (message ? [message] : [])),
  };
}

function ownershipOf({
  ownership_verification: txt,
  ownership_verification_http: http,
}: ApiHostname): HostnameProof[] {
  return [
    ...proofOf({ txt_name: txt?.name, txt_value: txt?.value }),
    ...proofOf({ http_url: http?.http_url, http_body: http?.http_body }),
  ];
}

/** One object may hold a proof in more than one form. */
function proofOf(api: ApiProof): HostnameProof[] {
  const proofs: HostnameProof[] = [];
  const { txt_name, txt_value, cname, cname_target, http_url, http_body, emails } = api;
  if (txt_name && txt_value) proofs.push({ kind: 'txt', name: parseDomainName(txt_name), value: txt_value });
  if (cname && cname_target)
    proofs.push({ kind: 'cname', name: parseDomainName(cname), target: parseDomainName(cname_target) });
  if (http_url && http_body) proofs.push({ kind: 'http', url: http_url, body: http_body });
  if (emails && emails.length > 0) proofs.push({ kind: 'email', addresses: emails });
  return proofs;
}
