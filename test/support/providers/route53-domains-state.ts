import {
  invalid,
  listOf,
  numberOf,
  objectOf,
  textOf,
  type Contact,
  type Json,
  type NameServer,
} from './route53-domains-input.ts';

/** The state of the registrar half of the local Route 53, and how it reads in JSON (route53.md part B). */
export interface RegistrarKnobs {
  /** The first CheckDomainAvailability for a name answers PENDING. */
  availabilityPendingOnce: boolean;
  /** How many GetOperationDetail calls still find an operation running. */
  pollsUntilDone: number;
  /** What becomes of the next operation that is started; taken once. */
  nextOperation: OperationFate | undefined;
  /** Errors are `<ns>#Code` with it. */
  errorNamespace: string | undefined;
  domainsPerAccount: number;
  runningOperations: number;
  /** TLDs that answer TLDInMaintenance. */
  tldsInMaintenance: Set<string>;
}

export interface OperationFate {
  readonly outcome?: 'ERROR' | 'FAILED';
  readonly message?: string;
  /** A human has to act: polls do not move it, `advance()` does. */
  readonly statusFlag?: string;
}

export interface DnssecKey {
  readonly Algorithm: number;
  readonly Flags: number;
  readonly PublicKey: string;
  readonly DigestType: number;
  readonly Digest: string;
  readonly KeyTag: number;
  readonly Id: string;
}

export type Role = 'Admin' | 'Registrant' | 'Tech' | 'Billing';
export const ROLES: readonly Role[] = ['Admin', 'Registrant', 'Tech', 'Billing'];

export interface FakeDomain {
  readonly name: string;
  autoRenew: boolean;
  transferLock: boolean;
  /** Milliseconds, as the other two. */
  readonly created: number;
  updated: number;
  expires: number;
  nameServers: readonly NameServer[];
  readonly contacts: Map<Role, Contact>;
  readonly privacy: Map<Role, boolean>;
  dnssecKeys: readonly DnssecKey[];
  authCode: string;
  readonly tags: Map<string, string>;
}

export interface FakeOperation {
  readonly id: string;
  readonly type: string;
  readonly domain: string;
  readonly submitted: number;
  readonly fate: OperationFate;
  readonly effect: () => void;
  updated: number;
  polls: number;
  status: 'SUBMITTED' | 'IN_PROGRESS' | 'ERROR' | 'SUCCESSFUL' | 'FAILED';
}

export interface Purchase {
  readonly kind: 'register' | 'renew' | 'transfer' | 'change-owner';
  readonly domain: string;
  readonly years: number;
  readonly price: number;
  readonly currency: 'USD';
  readonly operationId: string;
  readonly at: number;
}

export interface Prices {
  readonly register: number;
  readonly transfer: number;
  readonly renew: number;
  readonly owner: number;
  readonly restore: number;
}

export const PRICES: { readonly [tld: string]: Prices } = {
  com: { register: 15, transfer: 15, renew: 15, owner: 0, restore: 66 },
  dev: { register: 17, transfer: 17, renew: 17, owner: 0, restore: 94 },
  jp: { register: 90, transfer: 90, renew: 90, owner: 48, restore: 90 },
  net: { register: 17, transfer: 17, renew: 17, owner: 0, restore: 66 },
  org: { register: 14, transfer: 15, renew: 15, owner: 0, restore: 57 },
};
export const ACCOUNT: string = '123456789012';
export const YEAR_LIMIT: number = 10;
export const DNSSEC_LIMIT: number = 4;
export const DAY: number = 86_400_000;
/** What transfers `taken.com`. */
export const TAKEN_AUTH_CODE: string = 'auth-taken';

export const SEEDED_CONTACT: Contact = {
  FirstName: 'Erika',
  LastName: 'Example',
  ContactType: 'PERSON',
  AddressLine1: '1 Example Street',
  City: 'Seattle',
  State: 'WA',
  CountryCode: 'US',
  ZipCode: '98101',
  PhoneNumber: '+1.5551234567',
  Email: 'erika@example.com',
};

export function isRunning({ status }: FakeOperation): boolean {
  return status === 'SUBMITTED' || status === 'IN_PROGRESS';
}

// route53.md §B: timestamps are epoch seconds as numbers
export function operationJson(operation: FakeOperation): unknown {
  const { message, statusFlag } = operation.fate;
  const failed = operation.status === 'FAILED' || operation.status === 'ERROR';
  return {
    OperationId: operation.id,
    Status: operation.status,
    ...(failed ? { Message: message ?? 'The operation failed' } : {}),
    DomainName: operation.domain,
    Type: operation.type,
    SubmittedDate: operation.submitted / 1000,
    LastUpdatedDate: operation.updated / 1000,
    ...(isRunning(operation) && statusFlag !== undefined ? { StatusFlag: statusFlag } : {}),
  };
}

// route53.md §B: GetDomainDetail
export function detail(domain: FakeDomain): unknown {
  const contacts = [...domain.contacts].map(([role, contact]) => [`${role}Contact`, contact]);
  const privacy = [...domain.privacy].map(([role, flag]) => [`${role}Privacy`, flag]);
  return {
    DomainName: domain.name,
    Nameservers: domain.nameServers,
    AutoRenew: domain.autoRenew,
    ...(Object.fromEntries([...contacts, ...privacy]) as Json),
    RegistrarName: 'Amazon Registrar, Inc.',
    WhoIsServer: 'whois.registrar.amazon',
    RegistrarUrl: 'https://registrar.amazon.com',
    AbuseContactEmail: 'trustandsafety@support.aws.com',
    AbuseContactPhone: '+1.2024422253',
    RegistryDomainId: `${domain.name.replaceAll('.', '_').toUpperCase()}-LOCAL`,
    CreationDate: domain.created / 1000,
    UpdatedDate: domain.updated / 1000,
    ExpirationDate: domain.expires / 1000,
    StatusList: domain.transferLock ? ['clientTransferProhibited'] : ['ok'],
    DnssecKeys: domain.dnssecKeys,
  };
}

export function usd(Price: number): unknown {
  return { Price, Currency: 'USD' };
}

export function refuseWithoutConsent(input: Json, price: number): void {
  const consent = input['Consent'] === undefined ? {} : objectOf(input['Consent'], 'Consent');
  const max = consent['MaxPrice'];
  if (typeof max !== 'number' || max < price || consent['Currency'] !== 'USD')
    throw invalid(`The change of owner costs ${price} USD and needs a Consent`);
}

// route53.md §B: ListDomains filters
export function filterOf(condition: Json): (domain: FakeDomain) => boolean {
  const [value, ...more] = listOf(condition, 'Values');
  const kind = `${textOf(condition, 'Name')} ${textOf(condition, 'Operator')}`;
  if (typeof value !== 'string' || more.length > 0) throw invalid('Values needs exactly one text');
  if (kind === 'DomainName BEGINS_WITH') return ({ name }) => name.startsWith(value.toLowerCase());
  if (kind === 'Expiry LE') return ({ expires }) => expires / 1000 <= Number(value);
  if (kind === 'Expiry GE') return ({ expires }) => expires / 1000 >= Number(value);
  throw invalid(`${kind} is no filter`);
}

export function sorted(domains: readonly FakeDomain[], input: Json): readonly FakeDomain[] {
  const condition =
    input['SortCondition'] === undefined ? {} : objectOf(input['SortCondition'], 'SortCondition');
  const { Name = 'DomainName', SortOrder = 'ASC' } = condition as { Name?: unknown; SortOrder?: unknown };
  if ((Name !== 'DomainName' && Name !== 'Expiry') || (SortOrder !== 'ASC' && SortOrder !== 'DESC'))
    throw invalid('SortCondition is not valid');
  const by = (a: FakeDomain, b: FakeDomain): number =>
    Name === 'Expiry' ? a.expires - b.expires : a.name < b.name ? -1 : 1;
  return [...domains].sort((a, b) => (SortOrder === 'ASC' ? by(a, b) : by(b, a)));
}

// route53.md §B: Marker, MaxItems, NextPageMarker
export function page<T>(
  input: Json,
  all: readonly T[],
  max: number,
  usual: number,
): { readonly items: readonly T[]; readonly next: { readonly NextPageMarker?: string } } {
  const size = numberOf(input, 'MaxItems', 1, max) ?? usual;
  const marker = input['Marker'] === undefined ? undefined : textOf(input, 'Marker');
  const from = marker === undefined ? 0 : Number(/^page-(\d{1,6})$/.exec(marker)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw invalid('Marker is not valid');
  const end = from + size;
  return { items: all.slice(from, end), next: end < all.length ? { NextPageMarker: `page-${end}` } : {} };
}
