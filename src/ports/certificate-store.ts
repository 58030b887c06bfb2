import type { ChallengeKind } from '../core/challenge-kind.ts';
import type { Identifier, KeyType, RenewalWindow } from '../core/certificate.ts';
import type { Delivery } from '../core/delivery.ts';
import type { ProblemClass } from '../core/acme-problem.ts';
import type { DomainName, OwnerName } from '../core/names.ts';

/** An account at a CA, without its key. Plain JSON data. */
export interface AcmeAccount {
  readonly id: string;
  /** The name of a known CA, or the directory URL. */
  readonly ca: string;
  readonly directoryUrl: string;
  /** What the CA calls it; stays when the key changes. */
  readonly url: string;
  readonly contact: readonly string[];
  /** Of the key store. */
  readonly keyId: string;
  /** Key id of the account at the CA that it is tied to. */
  readonly bindingKeyId: string | null;
  readonly createdAt: string;
}

/** What a person wants of a certificate; renewals follow it. */
export interface CertificateWish {
  readonly identifiers: readonly Identifier[];
  /** CAs by name or directory URL, in the order in which they are tried. */
  readonly cas: readonly string[];
  readonly profile: string | null;
  /** Whether another profile will not do. */
  readonly profileRequired: boolean;
  readonly keyType: KeyType;
  /** Whether a renewal keeps the key. */
  readonly reuseKey: boolean;
  /** Provider account for the challenge records; null: whoever serves the zone. */
  readonly dnsAccount: string | null;
  /** Common name of the issuer that the chain should end in. */
  readonly preferredChain: string | null;
  /** Milliseconds before its end, a person's own. */
  readonly renewBeforeMs: number | null;
  /** How names are proven; `dns-01` when omitted. */
  readonly challenge?: ChallengeKind;
  /** A request made elsewhere, DER in base64url: the key is not regctl's to have. */
  readonly csr: string | null;
}

/** A certificate as it was issued. */
export interface IssuedCertificate {
  readonly chainPem: string;
  /** Of the key store; null where the key is elsewhere. */
  readonly keyId: string | null;
  readonly ca: string;
  readonly directoryUrl: string;
  readonly accountUrl: string;
  readonly profile: string | null;
  readonly issuer: string;
  readonly serial: string;
  readonly fingerprint: string;
  readonly ariId: string | null;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly issuedAt: string;
  readonly revokedAt: string | null;
  /** Where its names were proven: a renewal keeps to these accounts, though others serve the zones by then, too. Missing where no record was written. */
  readonly provenAt?: readonly ProvenZone[];
}

/** A zone that challenge records were written to, and the account that they were written by. */
export interface ProvenZone {
  readonly account: string;
  readonly zone: DomainName;
}

/** How often in a row it failed, and with what. */
export interface CertificateFailure {
  readonly count: number;
  readonly class: ProblemClass | 'local';
  readonly code: string;
  readonly message: string;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** A certificate that regctl looks after. Plain JSON data. */
export interface Certificate {
  readonly id: string;
  /** Unique; the first name without its asterisk when nothing else was said. */
  readonly name: string;
  readonly wish: CertificateWish;
  /** Null until the first was issued; what is in use stays until another takes its place. */
  readonly issued: IssuedCertificate | null;
  readonly window: (RenewalWindow & { readonly explanationUrl: string | null }) | null;
  /** When the CA is asked about the window again. */
  readonly windowCheckAt: string | null;
  /** When a renewal run must look at it; null for never. */
  readonly nextCheckAt: string | null;
  readonly failure: CertificateFailure | null;
  /** Where it is put after each issue, in the order in which that was asked for. */
  readonly deliveries?: readonly Delivery[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A certificate as it is saved; `completed` where another was just issued, with whether it took the place of one. */
export interface CertificateChange {
  readonly certificate: Certificate;
  readonly completed: 'issued' | 'renewed' | null;
}

/** A TXT record that answers a challenge, noted before it is written, so that it is taken away whatever happens. */
export interface ChallengeRecord {
  /** The name that the CA asks for. */
  readonly asked: DomainName;
  /** Where it was written: the same, or where the alias leads. */
  readonly account: string;
  readonly zone: DomainName;
  readonly owner: OwnerName;
  readonly value: string;
}

/** What an order took of a limit of its CA, to be given back when nothing comes of it. */
export interface ReservedBudget {
  readonly key: string;
  readonly refillMs: number;
}

/** An order in progress, each step of it written down before the next. Plain JSON data. */
export interface CertificateOrder {
  readonly id: string;
  /** Id of the certificate. */
  readonly certificate: string;
  readonly ca: string;
  readonly directoryUrl: string;
  readonly accountUrl: string;
  readonly identifiers: readonly Identifier[];
  readonly keyId: string | null;
  /** DER, base64url. */
  readonly csr: string;
  /** Of the CA; null until it is known. */
  readonly url: string | null;
  readonly profile: string | null;
  /** What it was made for, which need not be what is wished by now. Missing in orders of older versions. */
  readonly wish?: CertificateWish;
  readonly records: readonly ChallengeRecord[];
  /** Challenges that the CA was told to look at: each is told once. */
  readonly answered: readonly string[];
  /** Missing in orders of CAs whose limits are not known. */
  readonly reserved?: readonly ReservedBudget[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Keeps certificates, the orders for them, and accounts at CAs.
 *
 * Contract: `save…` inserts or replaces by id and is durable when it resolves; a second certificate of one name, a second account at one directory, throws
 * `ALREADY_EXISTS`. Lists are sorted: certificates by name, orders by age.
 */
export interface CertificateStore {
  save(certificate: Certificate): Promise<void>;
  /** Saves the certificate and forgets the order in one step, or keeps what is given of it. */
  complete(certificate: Certificate, order: string, leftover: CertificateOrder | null): Promise<void>;
  find(name: string): Promise<Certificate | undefined>;
  list(filter: { readonly after?: string; readonly limit: number }): Promise<readonly Certificate[]>;
  /** Those whose `nextCheckAt` has come, the longest due first. */
  due(now: Date, filter: { readonly limit: number }): Promise<readonly Certificate[]>;
  delete(id: string): Promise<void>;

  saveOrder(order: CertificateOrder): Promise<void>;
  orders(certificate: string): Promise<readonly CertificateOrder[]>;
  deleteOrder(id: string): Promise<void>;

  saveAccount(account: AcmeAccount): Promise<void>;
  account(directoryUrl: string): Promise<AcmeAccount | undefined>;
  accounts(): Promise<readonly AcmeAccount[]>;
  deleteAccount(id: string): Promise<void>;
}

/**
 * Keeps private keys, PEM of PKCS #8, apart from everything else.
 *
 * Contract: `put` is durable when it resolves, and a key that is there already is not replaced by another (`ALREADY_EXISTS`); nobody but the user can read
 * them; `get` of what is not there gives undefined, `delete` of it succeeds.
 */
export interface KeyStore {
  put(id: string, pem: string): Promise<void>;
  get(id: string): Promise<string | undefined>;
  delete(id: string): Promise<void>;
}
