import type { NamedCa } from '../core/certificate-authorities.ts';
import type { CaDirectory } from '../ports/certificate-authority.ts';
import type { Delivery, DeliveryTarget } from '../core/delivery.ts';
import type { AcmeAccount, Certificate, CertificateWish } from '../ports/certificate-store.ts';
import type { InternalCa } from '../ports/internal-ca.ts';
import type { AcmeAccountInput } from '../services/certs/accounts.ts';
import type { CheckInput, CheckResult } from '../services/certs/check.ts';
import type { Delivered, DeliveryReport } from '../services/certs/deliver.ts';
import type { CertEvent } from '../services/certs/deps.ts';
import type { RootInput } from '../services/certs/internal.ts';
import type { IssueInput, IssueResult } from '../services/certs/issue.ts';
import type { RenewInput, RenewResult } from '../services/certs/renew-due.ts';
import type { RevocationReason } from '../services/certs/revoke.ts';
import type { CertificateFiles } from '../services/certs/stored.ts';

export type {
  AcmeAccount,
  AcmeAccountInput,
  CaDirectory,
  Certificate,
  CertEvent,
  CertificateFiles,
  CertificateWish,
  CheckInput,
  CheckResult,
  Delivered,
  Delivery,
  DeliveryReport,
  DeliveryTarget,
  InternalCa,
  IssueInput,
  IssueResult,
  NamedCa,
  RenewInput,
  RenewResult,
  RevocationReason,
  RootInput,
};

/** How long a call may wait, how it is stopped, and who listens. */
export interface CertCallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: CertEvent) => void;
}

/** Certificates from CAs that speak ACME, and the accounts at them. */
export interface CertificateOperations {
  /** Issues, or keeps what is there for the same names and in force; goes on with an order that was left. */
  issue(input: IssueInput, options?: CertCallOptions): Promise<IssueResult>;
  /** Sorted by name. */
  list(filter: { readonly after?: string; readonly limit: number }): Promise<readonly Certificate[]>;
  /** @throws RegctlError `CERTIFICATE_NOT_FOUND` */
  get(name: string): Promise<Certificate>;
  /** Chain and key, a secret. @throws RegctlError `CERTIFICATE_NOT_FOUND` */
  files(name: string): Promise<CertificateFiles>;
  /** Renews one, or all that are due; failures of single ones are in the result. */
  renew(input: RenewInput, options?: CertCallOptions): Promise<readonly RenewResult[]>;
  revoke(
    name: string,
    input: { readonly reason: RevocationReason },
    options?: CertCallOptions,
  ): Promise<Certificate>;
  /** Forgets a certificate and its key; the CA is not told. */
  delete(name: string, options?: CertCallOptions): Promise<Certificate>;
  /** Looks at what a host serves; where a certificate for it was issued from here, that is the one it should be. */
  check(input: CheckInput, options?: CertCallOptions): Promise<CheckResult>;
  readonly accounts: AcmeAccountOperations;
  /** CAs known by name. */
  authorities(): Promise<readonly NamedCa[]>;
  /** What a CA says of itself. @param ca - name or directory URL */
  authority(ca: string, options?: CertCallOptions): Promise<CaDirectory & { readonly directoryUrl: string }>;
}

/** Where certificates are put after each issue; a matter of this machine. */
export interface DeliveryOperations {
  list(name: string): Promise<readonly Delivery[]>;
  /** Adds a place and puts the certificate there now. @throws RegctlError `CERTIFICATE_NOT_FOUND`, `INVALID_INPUT`, `ALREADY_EXISTS` */
  add(name: string, target: DeliveryTarget, options?: CertCallOptions): Promise<Delivered>;
  /** Takes a place away; what lies there stays. @throws RegctlError `NOT_FOUND`, `CONFLICT` */
  remove(name: string, id: string, options?: CertCallOptions): Promise<Certificate>;
  /** Makes what is missing; with `again`, everything. */
  run(name: string, input: { readonly again: boolean }, options?: CertCallOptions): Promise<Delivered>;
}

/** The root of this machine, which signs for development and labs. */
export interface InternalCaOperations {
  /** Undefined until it was made. */
  get(): Promise<InternalCa | undefined>;
  /** @throws RegctlError `ALREADY_EXISTS` */
  create(input: RootInput): Promise<InternalCa>;
}

/** Accounts at CAs, one for each; `ca` is a name or a directory URL. */
export interface AcmeAccountOperations {
  list(): Promise<readonly AcmeAccount[]>;
  /** Asks the CA for its status. @throws RegctlError `NOT_FOUND` */
  get(ca: string, options?: CertCallOptions): Promise<AcmeAccount & { readonly status: string }>;
  /** Opens it, or gives the one there is. @throws RegctlError `CONFIRMATION_REQUIRED`, `ACME_ACCOUNT_UNUSABLE` */
  create(input: AcmeAccountInput, options?: CertCallOptions): Promise<AcmeAccount>;
  setContact(ca: string, contact: readonly string[], options?: CertCallOptions): Promise<AcmeAccount>;
  /** Puts a new key in the place of the account's; its URL stays. */
  changeKey(ca: string, options?: CertCallOptions): Promise<AcmeAccount>;
  /** Ends it at the CA for good, and forgets it; with `forget`, the CA is not asked. */
  deactivate(
    ca: string,
    input: { readonly forget: boolean },
    options?: CertCallOptions,
  ): Promise<AcmeAccount>;
}
