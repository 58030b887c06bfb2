import { RegctlError, type ErrorCode } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';

/** A refusal of either service, and what was asked. */
export interface Refusal {
  readonly account: string;
  /** The permission that the action needs: `route53:ListHostedZones`. */
  readonly permission: string;
  /** The zone or registration that it was about. */
  readonly about: DomainName | undefined;
  readonly status: number;
  readonly code: string;
  readonly messages: readonly string[];
  readonly requestId: string | undefined;
  /** The operation that a DuplicateRequest names. */
  readonly operation?: string | undefined;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly message?: string;
  readonly reason?: string;
  readonly hint: string;
}

/** Codes that say that the key is wrong, with what is wrong about it. Their own texts may quote the signed headers, the session token among them. */
const KEY_CODES: { readonly [code: string]: string } = {
  InvalidClientTokenId: 'AWS knows no such access key, or the session token is not of it',
  UnrecognizedClientException: 'AWS knows no such access key, or the session token is not of it',
  InvalidAccessKeyId: 'AWS knows no such access key',
  SignatureDoesNotMatch:
    'the secret access key is wrong, or the clock of this machine is more than five minutes off',
  InvalidSignatureException:
    'the secret access key is wrong, or the clock of this machine is more than five minutes off',
  RequestExpired: 'the clock of this machine is more than five minutes off',
  IncompleteSignature: 'AWS could not read the signature',
  MissingAuthenticationToken: 'AWS saw no signature; something between may have taken it away',
  ExpiredToken: 'the session is over',
  ExpiredTokenException: 'the session is over',
};

const PERMISSION_CODES: readonly string[] = [
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorizedException',
  'UnauthorizedOperation',
];

/** Codes of an account that may not, or has used up what it may. */
const GATE_CODES: { readonly [code: string]: string } = {
  TooManyHostedZones: 'the account holds as many hosted zones as its quota allows (500 by default)',
  LimitsExceeded: 'a quota of the account is used up',
  DomainLimitExceeded: 'the account holds as many domains as its quota allows (20 by default)',
  OptInRequired: 'the account is not signed up for the service',
  SubscriptionRequiredException: 'the account is not signed up for the service',
};

/** Gives the error for a refusal. */
export function refusalError(refusal: Refusal): RegctlError {
  const { code, message, reason, hint } = meaningOf(refusal);
  const said = refusal.messages.join(', ');
  return new RegctlError(code, message ?? `Route 53 refused ${refusal.permission}${onWhat(refusal)}`, {
    reason: reason ?? (said === '' ? refusal.code : said),
    hint,
    provider: 'route53',
    ...(refusal.requestId === undefined ? {} : { requestId: refusal.requestId }),
    details: {
      refused: refusal.code,
      ...(refusal.operation === undefined ? {} : { operation: refusal.operation }),
    },
  });
}

function onWhat({ about }: Refusal): string {
  return about === undefined ? '' : ` on ${about}`;
}

function meaningOf(refusal: Refusal): Meaning {
  return aboutKey(refusal) ?? aboutObject(refusal) ?? aboutRequest(refusal);
}

function aboutKey({ account, permission, status, code, messages }: Refusal): Meaning | undefined {
  const wrong = KEY_CODES[code];
  if (wrong !== undefined)
    return {
      code: 'CREDENTIAL_REJECTED',
      message: `AWS refused the credentials of account ${account}`,
      reason: wrong,
      hint: `set the clock, log in again with \`aws sso login\`, or \`regctl accounts update ${account} --new-secret < credentials.json\``,
    };
  if (PERMISSION_CODES.includes(code) || status === 401 || (status === 403 && code === '')) {
    const named = /not authorized to perform: (\S+)/.exec(messages.join(' '))?.[1] ?? permission;
    return {
      code: 'PERMISSION_MISSING',
      message: `the credentials of account ${account} may not ${named}`,
      hint: `add ${named} to an IAM policy of the user or role`,
    };
  }
  const gate = GATE_CODES[code];
  if (gate !== undefined)
    return {
      code: 'ACCOUNT_GATE',
      message: `AWS keeps ${permission} from account ${account}`,
      reason: messages.length === 0 ? gate : `${gate}: ${messages.join(', ')}`,
      hint: 'ask for more in the Service Quotas of the AWS console, or use another account',
    };
  return undefined;
}

function aboutObject({ about = '', code, permission, messages }: Refusal): Meaning | undefined {
  switch (code) {
    case 'NoSuchHostedZone':
      return { code: 'ZONE_NOT_FOUND', message: `zone ${about} not found`, hint: 'regctl zones list' };
    case 'NoSuchChange':
      return { code: 'NOT_FOUND', hint: 'changes are forgotten after some weeks' };
    case 'HostedZoneAlreadyExists':
    case 'ConflictingDomainExists':
      return {
        code: 'ALREADY_EXISTS',
        message: `zone ${about} exists already`,
        hint: `regctl zones get ${about}`,
      };
    case 'HostedZoneNotEmpty':
    case 'ConcurrentModification':
      return {
        code: 'CONFLICT',
        message: `zone ${about} changed in the meantime`,
        hint: 'run the command again',
      };
    case 'InvalidDomainName':
      return { code: 'INVALID_NAME', hint: 'nothing was written; correct the name' };
    case 'InvalidChangeBatch':
      return CHANGED.test(messages.join(', '))
        ? {
            code: 'CONFLICT',
            message: `zone ${about} changed since it was read`,
            hint: 'run the command again: it then starts from the present state',
          }
        : badRecords(about);
    case 'InvalidInput':
      return permission === 'route53:ChangeResourceRecordSets' ? badRecords(about) : undefined;
    default:
      return undefined;
  }
}

/** What Route 53 says of a set that is no longer what it was (reports of users, read 2026-11-21). */
const CHANGED = /but it (?:was not found|already exists)|do not match the current values/;

function badRecords(zone: DomainName): Meaning {
  return {
    code: 'INVALID_RDATA',
    message: `Route 53 refused the change to zone ${zone}`,
    hint: 'nothing was written; correct the records it names',
  };
}

function aboutRequest({ about, code, permission, status }: Refusal): Meaning {
  switch (code) {
    case 'PriorRequestNotComplete':
      return {
        code: 'RATE_LIMITED',
        message: `zone ${about ?? ''} still takes in an earlier change`,
        hint: 'nothing was written; try again in a minute',
      };
    case 'InvalidInput':
      return permission.startsWith('route53domains:')
        ? { code: 'REGISTRAR_REFUSED', hint: 'correct what it names' }
        : { code: 'INVALID_INPUT', hint: 'correct what it names' };
    case 'UnsupportedTLD':
      return {
        code: 'REGISTRAR_REFUSED',
        hint: 'the price list of Route 53 Domains has the extensions it sells',
      };
    case 'TLDRulesViolation':
      return { code: 'REGISTRAR_REFUSED', hint: 'the registry of the extension does not allow it' };
    case 'DuplicateRequest':
    case 'OperationLimitExceeded':
      return {
        code: 'REGISTRAR_REFUSED',
        hint: 'wait for the requests that are running: they are listed in the AWS console under Registered domains, Requests',
      };
    case 'DnssecLimitExceeded':
      return { code: 'REGISTRAR_REFUSED', hint: 'take a key away first' };
    default:
      return {
        code: 'PROVIDER_UNAVAILABLE',
        reason: `it answered ${code === '' ? '' : `${code}, `}status ${status}`,
        hint: 'try again; see https://health.aws.amazon.com/health/status',
      };
  }
}

/** The error for an answer that cannot be understood. */
export function unreadableError(
  refusal: Pick<Refusal, 'permission' | 'about' | 'status'>,
  reason: string,
  isWrite: boolean,
): RegctlError {
  const on = refusal.about === undefined ? '' : ` on ${refusal.about}`;
  return new RegctlError(
    'PROVIDER_UNAVAILABLE',
    `the answer to ${refusal.permission}${on} cannot be understood`,
    {
      reason,
      hint: isWrite
        ? 'whether it was carried out is not known: look before you try again'
        : 'check the endpoint of the account, and that no proxy answers in its place',
      provider: 'route53',
      // Whatever answered, the request went out.
      details: { status: refusal.status, ...(isWrite ? { outcome: 'unknown' } : {}) },
    },
  );
}
