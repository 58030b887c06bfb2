/** What kind of failure a code is; each has one exit code and one HTTP status. */
export type ErrorCategory =
  | 'internal'
  | 'usage'
  | 'auth'
  | 'not-found'
  | 'unsupported'
  | 'refused'
  | 'pending'
  | 'partial'
  | 'transient'
  | 'interrupted';

/** Category → process exit code and HTTP status. Exit 3 ("changes present") is a result, not an error. */
export const CATEGORIES: {
  readonly [C in ErrorCategory]: {
    readonly exitCode: number;
    readonly httpStatus: number;
    readonly retryable: boolean;
  };
} = {
  internal: { exitCode: 1, httpStatus: 500, retryable: false },
  usage: { exitCode: 2, httpStatus: 422, retryable: false },
  auth: { exitCode: 4, httpStatus: 403, retryable: false },
  'not-found': { exitCode: 5, httpStatus: 404, retryable: false },
  unsupported: { exitCode: 6, httpStatus: 422, retryable: false },
  refused: { exitCode: 7, httpStatus: 409, retryable: false },
  pending: { exitCode: 8, httpStatus: 202, retryable: true },
  partial: { exitCode: 9, httpStatus: 207, retryable: true },
  transient: { exitCode: 10, httpStatus: 503, retryable: true },
  interrupted: { exitCode: 130, httpStatus: 499, retryable: true },
};

/** The one table: code → category and what it means (the meaning is printed in docs/errors.md). */
export const ERROR_CODES = {
  INTERNAL: {
    category: 'internal',
    meaning: 'a defect in regctl, or a failure nothing more exact is known of',
  },
  UNSUPPORTED_RUNTIME: { category: 'internal', meaning: 'this Node.js is too old' },
  STORE_FAILED: { category: 'internal', meaning: 'the local store could not be read or written' },
  STORE_TOO_NEW: { category: 'internal', meaning: 'the store was written by a newer regctl' },
  FILE_FAILED: { category: 'internal', meaning: 'a file or folder could not be read, written or made' },
  PROGRAM_FAILED: { category: 'internal', meaning: 'a program of this machine that regctl ran failed' },

  USAGE: { category: 'usage', meaning: 'the command line is not one regctl knows' },
  INVALID_NAME: { category: 'usage', meaning: 'not a domain name, or not one inside the zone' },
  INVALID_RDATA: { category: 'usage', meaning: 'the data do not fit the record type' },
  INVALID_TTL: { category: 'usage', meaning: 'the TTL is not a number of seconds the provider takes' },
  INVALID_ZONE_FILE: { category: 'usage', meaning: 'a zone file has an error; line and column are given' },
  INVALID_ZONE: { category: 'usage', meaning: 'records that cannot stand together in one zone' },
  INVALID_CONFIG: { category: 'usage', meaning: 'a configuration file or value is wrong' },
  INVALID_PLAN: { category: 'usage', meaning: 'a plan file that regctl did not write, or that was changed' },
  INVALID_INPUT: { category: 'usage', meaning: 'a file or value given to the command is wrong' },
  TOO_LARGE: { category: 'usage', meaning: 'the request is larger or deeper than the server takes' },
  AMBIGUOUS: { category: 'usage', meaning: 'more than one thing is meant; name one' },
  CONFIRMATION_REQUIRED: {
    category: 'usage',
    meaning: 'a question must be answered and nobody can be asked',
  },

  NO_ACCOUNT: { category: 'auth', meaning: 'no provider account is configured' },
  NOT_LOGGED_IN: { category: 'auth', meaning: 'the control plane needs a login' },
  CREDENTIAL_MISSING: { category: 'auth', meaning: 'the secret of an account could not be found' },
  CREDENTIAL_REJECTED: { category: 'auth', meaning: 'the provider or server refused the credential' },
  ACME_ACCOUNT_UNUSABLE: {
    category: 'auth',
    meaning: 'the account at the certificate authority is missing, closed or lacks something',
  },
  PERMISSION_MISSING: { category: 'auth', meaning: 'the credential may not do this' },
  KEYCHAIN_UNAVAILABLE: { category: 'auth', meaning: 'the keychain is missing, locked or does not answer' },

  ACCOUNT_NOT_FOUND: { category: 'not-found', meaning: 'no account of that name' },
  PROFILE_NOT_FOUND: { category: 'not-found', meaning: 'no profile of that name' },
  DOMAIN_NOT_FOUND: { category: 'not-found', meaning: 'no account holds that registration' },
  ZONE_NOT_FOUND: { category: 'not-found', meaning: 'no account serves that zone' },
  RRSET_NOT_FOUND: { category: 'not-found', meaning: 'the zone has no such records' },
  SNAPSHOT_NOT_FOUND: { category: 'not-found', meaning: 'no snapshot of that id' },
  PLAN_NOT_FOUND: { category: 'not-found', meaning: 'no plan of that id' },
  FILE_NOT_FOUND: {
    category: 'not-found',
    meaning: 'a file named on the command line or in the configuration is missing',
  },
  CERTIFICATE_NOT_FOUND: { category: 'not-found', meaning: 'the store holds no certificate of that name' },
  HOSTNAME_NOT_FOUND: { category: 'not-found', meaning: 'the zone has no custom hostname of that name' },
  NOT_FOUND: { category: 'not-found', meaning: 'the thing named does not exist' },

  CAPABILITY_MISSING: { category: 'unsupported', meaning: 'the provider cannot do this' },
  RRTYPE_UNSUPPORTED: { category: 'unsupported', meaning: 'the provider does not take this record type' },
  MODE_UNSUPPORTED: { category: 'unsupported', meaning: 'not to be had in this mode' },
  UPDATE_ELSEWHERE: {
    category: 'unsupported',
    meaning: 'another program installed regctl and keeps it up to date; the message has its command',
  },
  ACCOUNT_GATE: { category: 'unsupported', meaning: 'the provider keeps this from such accounts' },

  UNSAFE_PLAN: {
    category: 'refused',
    meaning: 'a guard stopped the plan; the message has the flag that allows it',
  },
  PROTECTED: { category: 'refused', meaning: 'a protection rule or another owner holds these records' },
  PROJECT_UNTRUSTED: {
    category: 'refused',
    meaning: 'a command that a project file names was not agreed to yet',
  },
  PLAN_STALE: {
    category: 'refused',
    meaning: 'the zone, the configuration or the account moved since the plan was made',
  },
  CONFLICT: { category: 'refused', meaning: 'someone else changed the same thing at the same moment' },
  LOCKED: { category: 'refused', meaning: 'another regctl works on this zone' },
  PRICE_LIMIT: { category: 'refused', meaning: 'it costs more than --max-price allows' },
  PRICE_CHANGED: { category: 'refused', meaning: 'the price moved since it was quoted; nothing was bought' },
  PAYMENT_REQUIRED: {
    category: 'refused',
    meaning: 'the balance or payment method of the account does not cover it',
  },
  JOB_FAILED: { category: 'refused', meaning: 'work in the background was given up; the reason is told' },
  DOMAIN_UNAVAILABLE: { category: 'refused', meaning: 'the name cannot be registered or transferred' },
  REGISTRAR_REFUSED: { category: 'refused', meaning: 'the registrar or registry does not allow it now' },
  DELEGATION_UNSAFE: {
    category: 'refused',
    meaning: 'the new name servers do not answer as the present ones do, or the DS does not fit their keys',
  },
  PURCHASE_UNDECIDED: {
    category: 'refused',
    meaning: 'an earlier purchase of the same thing has an outcome that is not known; nothing is repeated',
  },
  RELEASE_UNTRUSTED: {
    category: 'refused',
    meaning: 'a release is not signed, not what was signed, or older than what runs',
  },
  EXTENSION_CHANGED: {
    category: 'refused',
    meaning: 'an extension is not what was installed, or not what was asked for',
  },
  ALREADY_EXISTS: { category: 'refused', meaning: 'it is there already' },
  LIMIT_REACHED: { category: 'refused', meaning: 'the organization may not have more of these' },
  PRECONDITION_FAILED: {
    category: 'refused',
    meaning: 'what would be replaced is no longer what the caller read (If-Match)',
  },
  CA_REFUSED: {
    category: 'refused',
    meaning: 'the certificate authority does not do what was asked; its words are given',
  },
  CHALLENGE_FAILED: {
    category: 'refused',
    meaning: 'the certificate authority did not find the proof that the name is under control',
  },
  DELEGATION_BROKEN: {
    category: 'refused',
    meaning: 'the challenge name of a domain does not lead to the target that was given out for it',
  },
  ZONE_UNVERIFIABLE: {
    category: 'refused',
    meaning:
      'no certificate authority could see a proof in the zone: its delegation, its name servers, its signatures or its aliases are broken',
  },
  CERTIFICATE_UNUSABLE: {
    category: 'refused',
    meaning: 'a certificate is not for the names or key it should be for, or its chain is broken',
  },

  CERTIFICATE_PENDING: {
    category: 'pending',
    meaning: 'the certificate authority still works on it; the next run goes on with the same order',
  },
  OPERATION_PENDING: { category: 'pending', meaning: 'the registrar still works on it' },
  APPROVAL_PENDING: { category: 'pending', meaning: 'a second person must approve it first' },
  ACTION_REQUIRED: {
    category: 'pending',
    meaning: 'a person must do something at the registrar, or in the DNS, before it goes on',
  },
  TIMEOUT: { category: 'pending', meaning: 'not finished before the time given' },
  NOT_PROPAGATED: { category: 'pending', meaning: 'not every name server answers the expected records yet' },

  PARTLY_APPLIED: {
    category: 'partial',
    meaning: 'some changes were made and some were not; each is listed',
  },
  DELIVERY_FAILED: {
    category: 'partial',
    meaning: 'the certificate is there, and did not reach every place; the next `certs renew` tries again',
  },

  RATE_LIMITED: { category: 'transient', meaning: 'the provider asks to slow down' },
  PROVIDER_UNAVAILABLE: {
    category: 'transient',
    meaning: 'the provider or server failed or sent what cannot be understood',
  },
  MALFORMED_MESSAGE: {
    category: 'transient',
    meaning: 'a DNS message is cut short or breaks the rules of RFC 1035',
  },
  NETWORK: { category: 'transient', meaning: 'the server could not be reached or did not answer' },

  INTERRUPTED: { category: 'interrupted', meaning: 'stopped by Ctrl-C or a signal' },
} as const;

/** Stable name of a failure; scripts may match on it. */
export type ErrorCode = keyof typeof ERROR_CODES;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ErrorInit {
  /** Why it failed, a sentence of its own: the second line of the three. */
  readonly reason?: string;
  /** What to do or type next: the third line. A template, never the caller's own argv. */
  readonly hint?: string;
  readonly details?: { readonly [key: string]: Json };
  readonly provider?: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * The one error class: a stable code, what failed on which object (`message`), why (`reason`) and what to do next (`hint`).
 * None of the three ever holds a secret.
 */
export class RegctlError extends Error {
  override readonly name = 'RegctlError';
  readonly code: ErrorCode;
  readonly reason: string | undefined;
  readonly hint: string | undefined;
  readonly details: { readonly [key: string]: Json } | undefined;
  readonly provider: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, init: ErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.reason = init.reason;
    this.hint = init.hint;
    this.details = init.details;
    this.provider = init.provider;
    this.requestId = init.requestId;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }

  get category(): ErrorCategory {
    return ERROR_CODES[this.code].category;
  }

  get exitCode(): number {
    return CATEGORIES[this.category].exitCode;
  }

  get httpStatus(): number {
    return CATEGORIES[this.category].httpStatus;
  }

  /** Whether the same call may succeed later without any change by the user. */
  get retryable(): boolean {
    return CATEGORIES[this.category].retryable;
  }
}

/** Tells whether `error` is a RegctlError, of one of `codes` when any are given. */
export function isRegctlError(error: unknown, ...codes: readonly ErrorCode[]): error is RegctlError {
  return error instanceof RegctlError && (codes.length === 0 || codes.includes(error.code));
}

/** Stops on what cannot happen: a false condition is a defect in regctl, not a user's error. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new RegctlError('INTERNAL', `defect: ${message}`);
}
