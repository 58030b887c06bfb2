import type { DomainName } from './names.ts';

/** How a custom hostname stands, whatever the provider calls it; a word that nobody knows is `unknown`. */
export type HostnameState = 'pending' | 'active' | 'moved' | 'blocked' | 'deleted' | 'unknown';

/** How its certificate stands. */
export type HostnameCertificateState = 'pending' | 'active' | 'failed' | 'expired' | 'deleted' | 'unknown';

/** A proof that the name is under control: one of these is to be seen before the provider goes on. */
export type HostnameProof =
  | { readonly kind: 'txt'; readonly name: DomainName; readonly value: string }
  | { readonly kind: 'cname'; readonly name: DomainName; readonly target: DomainName }
  | { readonly kind: 'http'; readonly url: string; readonly body: string }
  | { readonly kind: 'email'; readonly addresses: readonly string[] };

/** The certificate of a custom hostname. Its key is made and kept by the provider and is never had here. */
export interface HostnameCertificate {
  readonly state: HostnameCertificateState;
  /** The provider's own word. */
  readonly status: string;
  /** `http`, `txt`, `email`; null where the answer does not say. */
  readonly method: string | null;
  readonly authority: string | null;
  /** Whether it is for all names one label below, too. */
  readonly wildcard: boolean;
  /** RFC 3339. */
  readonly expiresAt: string | null;
  /** What the authority waits to see; empty in the very first answer, and once it is seen. */
  readonly proofs: readonly HostnameProof[];
  /** CNAMEs that let the provider prove it by itself from then on, by its own word. */
  readonly delegations: readonly HostnameProof[];
  readonly problems: readonly string[];
}

/** A name of a customer that a zone of ours serves. It has two states that move apart from each other. */
export interface CustomHostname {
  readonly id: string;
  readonly hostname: DomainName;
  readonly zone: DomainName;
  readonly state: HostnameState;
  /** The provider's own word. */
  readonly status: string;
  /** Ways to prove the hostname before it points here. */
  readonly ownership: readonly HostnameProof[];
  readonly problems: readonly string[];
  /** null where it has none. */
  readonly certificate: HostnameCertificate | null;
  /** The origin of its own; null for the fallback origin. */
  readonly origin: DomainName | null;
  /** RFC 3339. */
  readonly createdAt: string | null;
}

/** Where requests to custom hostnames go that have no origin of their own. */
export interface FallbackOrigin {
  readonly origin: DomainName;
  readonly state: 'pending' | 'active' | 'failed' | 'deleted' | 'unknown';
  /** The provider's own word. */
  readonly status: string;
  readonly problems: readonly string[];
}

/** How many custom hostnames a zone may have. */
export interface HostnameQuota {
  readonly used: number;
  readonly allocated: number;
}

/** One record that the customer sets. Records of one purpose and way belong together; of several ways of a purpose, one is enough. */
export interface CustomerRecord {
  readonly purpose: 'traffic' | 'ownership' | 'certificate';
  readonly way: number;
  readonly type: 'CNAME' | 'TXT' | 'HTTP' | 'EMAIL';
  /** Owner name, URL, or nothing for mail. */
  readonly name: string;
  readonly value: string;
}

/** Tells whether the hostname is served: only when both states are active. */
export function isServed({ state, certificate }: CustomHostname): boolean {
  return state === 'active' && certificate?.state === 'active';
}

/** Tells whether waiting alone will change nothing: a person must act, or it is gone. */
export function isStuck({ state, certificate }: CustomHostname): boolean {
  if (state === 'moved' || state === 'blocked' || state === 'deleted') return true;
  return certificate === null || ['failed', 'expired', 'deleted'].includes(certificate.state);
}

/**
 * Gives the records that the customer sets, as far as they are known: the CNAME always, proofs while they are awaited.
 *
 * @param about.target - the name that customers point at
 * @param about.delegation - the zone's own domain below which the provider answers challenges: `<uuid>.dcv.example`
 */
export function customerRecords(
  { hostname, state, ownership, certificate }: CustomHostname,
  about: { readonly target: DomainName | null; readonly delegation: DomainName | null },
): CustomerRecord[] {
  const records: CustomerRecord[] = [];
  const { target, delegation } = about;
  if (target !== null) {
    const names = certificate?.wildcard === true ? [hostname, `*.${hostname}`] : [hostname];
    for (const name of names)
      records.push({ purpose: 'traffic', way: 1, type: 'CNAME', name, value: target });
  }
  if (state !== 'active') records.push(...ownership.map((proof, i) => recordOf(proof, 'ownership', i + 1)));
  if (certificate === null || certificate.state === 'active' || certificate.state === 'deleted')
    return records;
  records.push(...certificate.proofs.map((proof) => recordOf(proof, 'certificate', 1)));
  const delegations: readonly HostnameProof[] =
    certificate.delegations.length > 0 || delegation === null
      ? certificate.delegations
      : [{ kind: 'cname', name: `_acme-challenge.${hostname}`, target: `${hostname}.${delegation}` }];
  records.push(...delegations.map((proof) => recordOf(proof, 'certificate', 2)));
  return records;
}

/** Tells whether a purpose needs nothing set but the traffic's CNAME: what the provider then proves by itself. */
export function provenByTraffic(
  { certificate }: CustomHostname,
  purpose: CustomerRecord['purpose'],
): boolean {
  return purpose !== 'certificate' || certificate?.method === 'http';
}

function recordOf(proof: HostnameProof, purpose: CustomerRecord['purpose'], way: number): CustomerRecord {
  switch (proof.kind) {
    case 'txt':
      return { purpose, way, type: 'TXT', name: proof.name, value: proof.value };
    case 'cname':
      return { purpose, way, type: 'CNAME', name: proof.name, value: proof.target };
    case 'http':
      return { purpose, way, type: 'HTTP', name: proof.url, value: proof.body };
    case 'email':
      return { purpose, way, type: 'EMAIL', name: '', value: proof.addresses.join(', ') };
  }
}
