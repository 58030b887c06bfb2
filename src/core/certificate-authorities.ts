import { RegctlError } from './errors.ts';

/** A CA that is known by name. */
export interface NamedCa {
  readonly name: string;
  readonly title: string;
  readonly directoryUrl: string;
  /** Whether an account needs credentials that the CA gives out. */
  readonly binding: 'none' | 'email' | 'console';
  /** Where they are given out for an e-mail address. */
  readonly bindingUrl?: string;
  /** What CAA records must name, where its directory does not say. */
  readonly caaIdentities: readonly string[];
  /** What a user should know before choosing it. */
  readonly note: string;
}

const STAGING_CA = 'letsencrypt-staging';

/** CAs by name, the first the default; what they say of themselves was read 2026-11. Their directories tell the rest. */
export const NAMED_CAS: readonly NamedCa[] = [
  {
    name: 'letsencrypt',
    title: "Let's Encrypt",
    directoryUrl: 'https://acme-v02.api.letsencrypt.org/directory',
    binding: 'none',
    caaIdentities: ['letsencrypt.org'],
    note: '50 certificates per registered domain and 5 per exact set of names in 7 days; renewals by its own window are exempt',
  },
  {
    name: STAGING_CA,
    title: "Let's Encrypt, staging",
    directoryUrl: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    binding: 'none',
    caaIdentities: ['letsencrypt.org'],
    note: 'for trials: nobody trusts its certificates, and its limits are wide',
  },
  {
    name: 'zerossl',
    title: 'ZeroSSL',
    directoryUrl: 'https://acme.zerossl.com/v2/DV90',
    binding: 'email',
    bindingUrl: 'https://api.zerossl.com/acme/eab-credentials-email',
    caaIdentities: ['sectigo.com'],
    note: 'can take minutes; its limits are not published',
  },
  {
    name: 'google',
    title: 'Google Trust Services',
    directoryUrl: 'https://dv.acme-v02.api.pki.goog/directory',
    binding: 'console',
    caaIdentities: ['pki.goog'],
    note: 'credentials from `gcloud publicca external-account-keys create`, to be used once within 7 days; names beyond ASCII are refused',
  },
  {
    name: 'sslcom',
    title: 'SSL.com',
    directoryUrl: 'https://acme.ssl.com/sslcom-dv-ecc',
    binding: 'console',
    caaIdentities: ['ssl.com'],
    note: 'free for one name and its www, no wildcard; an account with funds is charged for more',
  },
  {
    name: 'internal',
    title: 'a root of your own',
    directoryUrl: 'internal:',
    binding: 'none',
    caaIdentities: [],
    note: 'for development and labs: trusted only where `regctl certs ca trust` put its root; asks nobody, proves nothing',
  },
];

/** The CA that is a key of this machine and speaks no ACME. */
export const INTERNAL_CA = 'internal';

/** Whether a CA, by name or URL, is the one of this machine. */
export function isInternalCa(text: string): boolean {
  return text === INTERNAL_CA || text === 'internal:';
}

/** Whether a CA, by name or URL, is for trials: what uses its certificates in earnest is not trusted. */
export function isTrialCa(text: string): boolean {
  return isInternalCa(text) || findCa(text).name === STAGING_CA;
}

/**
 * Finds a CA by name, or makes one of a directory URL.
 *
 * @throws RegctlError `INVALID_INPUT`
 */
export function findCa(text: string): NamedCa {
  const named = NAMED_CAS.find((ca) => ca.name === text || ca.directoryUrl === text);
  if (named !== undefined) return named;
  if (/^https?:\/\//.test(text))
    return { name: text, title: text, directoryUrl: text, binding: 'console', caaIdentities: [], note: '' };
  throw new RegctlError('INVALID_INPUT', `there is no CA ${text}`, {
    reason: `known by name are ${NAMED_CAS.map((ca) => ca.name).join(', ')}`,
    hint: 'name one of them, or give the URL of an ACME directory',
  });
}

/**
 * Finds a CA that speaks ACME.
 *
 * @throws RegctlError `INVALID_INPUT`, `CAPABILITY_MISSING` for the CA of this machine
 */
export function findAcmeCa(text: string): NamedCa {
  const ca = findCa(text);
  if (!isInternalCa(ca.name)) return ca;
  throw new RegctlError('CAPABILITY_MISSING', 'the internal CA has no accounts and revokes nothing', {
    reason: 'it is a key of this machine; its certificates end within days',
    hint: 'delete a certificate with `regctl certs delete NAME`',
  });
}
