import type { AcmeProblem } from '../core/acme-problem.ts';
import type { Identifier } from '../core/certificate.ts';

/** An ACME account as requests are signed for it: its URL, and its key as PEM (PKCS #8). */
export interface AcmeSigner {
  readonly accountUrl: string;
  readonly keyPem: string;
}

/** What a CA says of itself (RFC 8555 §7.1.1). */
export interface CaDirectory {
  readonly termsOfService: string | null;
  readonly website: string | null;
  /** What CAA records must name. */
  readonly caaIdentities: readonly string[];
  readonly externalAccountRequired: boolean;
  /** Name → what it is; empty where the CA has none. */
  readonly profiles: { readonly [name: string]: string };
  /** Whether it tells when to renew (RFC 9773). */
  readonly renewalInfo: boolean;
}

/** Credentials that tie an ACME account to one at the CA (RFC 8555 §7.3.4); the key is a secret. */
export interface ExternalAccountBinding {
  readonly keyId: string;
  /** base64url or base64. */
  readonly hmacKey: string;
}

export interface CaAccount {
  readonly url: string;
  readonly status: string;
  readonly contact: readonly string[];
}

export type OrderStatus = 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';

/** An order as the CA has it. Plain JSON data. */
export interface CaOrder {
  readonly url: string;
  readonly status: OrderStatus;
  readonly expiresAt: string | null;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  /** Where the chain is, once the order is valid. */
  readonly certificate: string | null;
  readonly profile: string | null;
  readonly problem: AcmeProblem | null;
  /** Seconds until it is worth asking again, where the CA said. */
  readonly retryAfterSeconds: number | null;
}

export interface CaChallenge {
  readonly type: string;
  readonly url: string;
  readonly status: string;
  /** Null for kinds that have none. */
  readonly token: string | null;
  /** Names of the CA that a record which stays may have; empty for other kinds. */
  readonly issuers: readonly string[];
  readonly problem: AcmeProblem | null;
}

export interface CaAuthorization {
  readonly url: string;
  /** As the CA writes it: of a wildcard, the name below the asterisk. */
  readonly identifier: Identifier;
  readonly wildcard: boolean;
  readonly status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  /** Kinds that regctl does not know are among them. */
  readonly challenges: readonly CaChallenge[];
  readonly retryAfterSeconds: number | null;
}

/** When a CA would have a certificate renewed (RFC 9773 §4.2). */
export interface RenewalInfo {
  readonly start: string;
  readonly end: string;
  readonly explanationUrl: string | null;
  readonly retryAfterSeconds: number | null;
}

export interface NewOrder {
  readonly identifiers: readonly Identifier[];
  readonly profile?: string;
  /** Id of the certificate that this one replaces (RFC 9773 §5). */
  readonly replaces?: string;
  /** RFC 3339. */
  readonly notAfter?: string;
}

/**
 * A certificate authority that speaks ACME (RFC 8555), one for each directory URL.
 *
 * Contract: a call is one request and its answer; nothing polls and nothing sleeps longer than 10 s, a longer Retry-After is in the error's `retryAfterSeconds`.
 * A refused nonce is followed by the same request with a new one, a bounded number of times. Requests that only read are repeated after a lost answer, those
 * that make something are not. A refusal throws RegctlError with the CA's problem in `details.acme` and what to do about it in `details.class`
 * (`ProblemClass`): `CA_REFUSED` (and `ACCOUNT_GATE`, `CREDENTIAL_REJECTED` for the account), `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`; no answer throws `NETWORK`.
 * May be called at once by several; `answerChallenge` may be repeated only by the caller's own decision.
 */
export interface CertificateAuthority {
  readonly directoryUrl: string;
  directory(signal?: AbortSignal): Promise<CaDirectory>;
  /** Makes an account of this key, or gives the one there is. */
  register(
    input: {
      readonly keyPem: string;
      readonly contact: readonly string[];
      readonly binding?: ExternalAccountBinding;
    },
    signal?: AbortSignal,
  ): Promise<CaAccount>;
  /** The account of this key; undefined where the CA knows none. */
  findAccount(keyPem: string, signal?: AbortSignal): Promise<CaAccount | undefined>;
  setContact(signer: AcmeSigner, contact: readonly string[], signal?: AbortSignal): Promise<CaAccount>;
  /** Ends the account for good. */
  deactivateAccount(signer: AcmeSigner, signal?: AbortSignal): Promise<void>;
  /** Puts another key in the place of the account's; its URL stays (RFC 8555 §7.3.5). */
  changeKey(signer: AcmeSigner, newKeyPem: string, signal?: AbortSignal): Promise<void>;
  newOrder(signer: AcmeSigner, order: NewOrder, signal?: AbortSignal): Promise<CaOrder>;
  order(signer: AcmeSigner, url: string, signal?: AbortSignal): Promise<CaOrder>;
  authorization(signer: AcmeSigner, url: string, signal?: AbortSignal): Promise<CaAuthorization>;
  deactivateAuthorization(signer: AcmeSigner, url: string, signal?: AbortSignal): Promise<void>;
  /** The text of the TXT record that answers a dns-01 or dns-account-01 challenge: the digest of the key authorization (RFC 8555 §8.4). */
  dnsChallengeValue(signer: AcmeSigner, token: string): Promise<string>;
  /** Tells the CA to look. That it is looking already (409) is success. */
  answerChallenge(signer: AcmeSigner, url: string, signal?: AbortSignal): Promise<CaChallenge>;
  /** @param csr - DER */
  finalize(signer: AcmeSigner, order: CaOrder, csr: Uint8Array, signal?: AbortSignal): Promise<CaOrder>;
  /** The chain as PEM, leaf first, and where others end in another root. */
  certificate(
    signer: AcmeSigner,
    url: string,
    signal?: AbortSignal,
  ): Promise<{ readonly chainPem: string; readonly alternates: readonly string[] }>;
  /**
   * Revokes; a certificate that is revoked already is success.
   *
   * @param signer - the account, or the certificate's own key
   * @param reason - RFC 5280 §5.3.1
   */
  revoke(
    signer: AcmeSigner | { readonly certificateKeyPem: string },
    certificate: Uint8Array,
    reason: number | undefined,
    signal?: AbortSignal,
  ): Promise<void>;
  /** @param id - `ariId` of the certificate. Undefined where the CA has no such service. */
  renewalInfo(id: string, signal?: AbortSignal): Promise<RenewalInfo | undefined>;
}
