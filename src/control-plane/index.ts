import type { CertificateOperations, DeliveryOperations, InternalCaOperations } from './certs.ts';
import type { BackgroundPart } from './background.ts';
import type { OrganizationPart } from './organization.ts';
import type { DelegationOperations, DelegationWork } from './delegations.ts';
import type { DomainOperations, JobOperations } from './domains.ts';
import type { HostnameOperations } from './hostnames.ts';
import type { ZoneExportOperations } from './zone-exports.ts';
import type { DomainName, OwnerName } from '../core/names.ts';
import type { Change, Plan } from '../core/plan/plan.ts';
import type { RRsetEdit } from '../core/plan/target.ts';
import type { Rdata, RRset, RRTypeName } from '../core/rrset.ts';
import type { Json } from '../core/errors.ts';
import type { Account } from '../ports/account-store.ts';
import type {
  AccountCheck,
  DnsCapabilities,
  DnssecState,
  NameserverAddress,
  ProviderDescription,
  ProviderZone,
} from '../ports/dns-provider.ts';
import type { Operation } from '../ports/operation-store.ts';
import type { Snapshot } from '../ports/snapshot-store.ts';
import type { ZoneRule } from '../ports/zone-rule-store.ts';

/** A zone by name. `account` decides where more than one serves it; without it more than one is `AMBIGUOUS`, none `ZONE_NOT_FOUND`. */
export interface ZoneRef {
  readonly zone: DomainName;
  readonly account?: string;
}

/** How long a call may wait, how it is stopped, and who listens. Accepted by every call that does more than one look-up. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Bound on waiting for a lock or a state, in milliseconds. */
  readonly timeoutMs?: number;
  /** Called as things happen; never needed for the result. */
  readonly onEvent?: (event: ProgressEvent) => void;
}

export type ProgressEvent =
  | { readonly kind: 'waiting'; readonly message: string }
  /** Something that does not stop the call and that its reader should know. */
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'resuming'; readonly message: string; readonly operation: string }
  | {
      readonly kind: 'applied';
      readonly done: number;
      readonly total: number;
      readonly change: Change;
      /** Entry of the journal. */
      readonly operation?: string;
    }
  | { readonly kind: 'observed'; readonly observation: ServerObservation };

export interface ZoneSummary extends ProviderZone {
  readonly account: string;
  readonly provider: string;
}

export interface ZoneDetail extends ZoneSummary {
  readonly nameservers: readonly NameserverAddress[];
  readonly records: number;
  readonly rrsets: number;
  readonly hash: string;
  readonly dnssecState: DnssecState | null;
  readonly metadata: { readonly [key: string]: Json };
}

/** A zone's content as read now. */
export interface ZoneContent {
  readonly account: string;
  readonly provider: string;
  readonly zone: DomainName;
  readonly hash: string;
  /** In canonical order, SOA included where the provider shows one. */
  readonly rrsets: readonly RRset[];
}

export type { RRsetEdit } from '../core/plan/target.ts';

/** What a plan should bring about. */
export type PlanTarget =
  /** The zone holds exactly these RRsets; SOA and what belongs to others is left alone. */
  | { readonly kind: 'replace'; readonly rrsets: readonly RRset[] }
  /** These RRsets are there as given, everything else stays; `onlyNew` leaves RRsets that exist as they are. */
  | { readonly kind: 'merge'; readonly rrsets: readonly RRset[]; readonly onlyNew: boolean }
  | { readonly kind: 'edit'; readonly edits: readonly RRsetEdit[] }
  /** The state of a snapshot. */
  | { readonly kind: 'restore'; readonly snapshot: string };

export interface PlanRequest extends ZoneRef {
  readonly target: PlanTarget;
  readonly configHash?: string;
  /** RRsets to leave alone besides those that rules and ownership markers name. */
  readonly ignore?: readonly { readonly name: string; readonly type: string }[];
  /** For people, kept with the snapshot: `dns set www A`. */
  readonly reason?: string;
  /** Whether to plan as for an empty zone where the account has none of that name yet; the plan says so in its notes. */
  readonly orEmpty?: boolean;
  /** Whether to keep the plan in the store, so that it can be applied by id. */
  readonly keep?: boolean;
}

export interface ApplyRequest {
  readonly plan: Plan;
  /** Lets deletion guards pass when at least the real count. */
  readonly allowDeletes?: number;
  /** The digest of configuration and files as they are now; must equal the plan's. Omitted where the plan has none. */
  readonly configHash?: string;
  readonly reason?: string;
}

export interface ApplyReport {
  readonly operation: string | null;
  readonly account: string;
  readonly zone: DomainName;
  /** `nothing` when the plan was empty. */
  readonly outcome: 'applied' | 'nothing';
  readonly applied: readonly Change[];
  /** Changes that an earlier, interrupted run had made already. */
  readonly resumed: number;
  readonly snapshotBefore: string | null;
  readonly snapshotAfter: string | null;
  readonly hash: string;
}

/** What one server said, or why it said nothing. */
export interface ServerObservation {
  /** Name server name, or the URL of a DNS-over-HTTPS resolver. */
  readonly server: string;
  readonly address: string | null;
  readonly role: 'parent' | 'authoritative' | 'resolver';
  readonly transport: 'udp' | 'tcp' | 'https';
  /** What it was asked for: of a parent NS and DS, whatever the question was. */
  readonly type: RRTypeName;
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly ttl: number | null;
  readonly rdata: readonly Rdata[];
  readonly durationMs: number;
  /** Why there was no answer. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Whether this is the expected answer (`wait`), or the answer that most authoritative servers give (`query`). */
  readonly agrees: boolean;
}

export interface LookupRequest {
  readonly name: DomainName;
  readonly type: RRTypeName;
  /** Ask these instead of the zone's own servers. */
  readonly servers?: readonly NameserverAddress[];
  /** Recursive resolvers to ask besides: `address[:port]` or an `https://` URL. */
  readonly resolvers?: readonly string[];
  /** The zone and account whose word on the name servers counts; found by walking up otherwise. */
  readonly zone?: ZoneRef;
  /** Ask the servers of the parent zone too, for the delegation and its DS. */
  readonly parent?: boolean;
}

export interface LookupReport {
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly zone: DomainName | null;
  readonly agreed: boolean;
  readonly observations: readonly ServerObservation[];
}

/** Records that another writer owns, and by what sign. */
export interface Ownership {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly owner: string;
  /** `external-dns`, `octodns`, or `rule`. */
  readonly sign: string;
  readonly claimed: boolean;
}

export interface AddAccount {
  readonly name: string;
  readonly provider: string;
  readonly endpoint?: string;
  readonly settings?: { readonly [name: string]: string };
  readonly zones?: readonly DomainName[];
  readonly credentials?: { readonly [field: string]: string };
  readonly credentialCommand?: string;
  /** Whether to prove the account before it is kept; true when omitted. Nothing is kept when the proof fails. */
  readonly verify?: boolean;
  /** Where to put or find the secret; `encrypted-file` only when the user asked for it, `environment` for the provider's own variables. */
  readonly storage?: 'keychain' | 'encrypted-file' | 'environment';
  /** Whether the provider shall ask the owner of the account for a credential in the browser. */
  readonly browser?: boolean;
}

/** What changes about an account; what is not given stays. */
export type UpdateAccount = Partial<Omit<AddAccount, 'name' | 'provider'>>;

export interface AccountOperations {
  list(): Promise<readonly Account[]>;
  get(name: string): Promise<Account>;
  /**
   * Adds an account, once its credentials are proven.
   *
   * @param options.onOpen - is given the page that the owner of the account must open, with `browser`
   * @param options.renewal - is kept with the credentials: what renews them. No request carries it: it is for the pages of a server
   */
  add(
    input: AddAccount,
    options?: {
      readonly signal?: AbortSignal;
      readonly onOpen?: (url: string) => Promise<void>;
      readonly renewal?: { readonly [field: string]: string };
    },
  ): Promise<Account>;
  update(name: string, input: UpdateAccount): Promise<Account>;
  /** Forgets the account and its secret; touches nothing at the provider. */
  remove(name: string): Promise<void>;
  test(name: string, options?: CallOptions): Promise<readonly AccountCheck[]>;
  capabilities(name: string): Promise<DnsCapabilities>;
  /** Every provider regctl knows, as data. */
  providers(): Promise<readonly ProviderDescription[]>;
}

export interface ZoneOperations {
  /** Zones of one account or of all; an account that fails is reported by `onFailure` and does not hide the others. */
  list(
    filter: { readonly account?: string },
    options?: CallOptions & { readonly onFailure?: (account: string, error: unknown) => void },
  ): Promise<readonly ZoneSummary[]>;
  get(ref: ZoneRef, options?: CallOptions): Promise<ZoneDetail>;
  read(ref: ZoneRef, options?: CallOptions): Promise<ZoneContent>;
  create(
    input: {
      readonly zone: DomainName;
      readonly account: string;
      readonly nameservers?: readonly DomainName[];
    },
    options?: CallOptions,
  ): Promise<ZoneDetail>;
  /** Deletes the zone after keeping a snapshot. `confirm` must be the zone's name. */
  delete(ref: ZoneRef, input: { readonly confirm: string }, options?: CallOptions): Promise<Snapshot>;
  /** Snapshots of the zone, newest first, of all accounts where none is named. No provider is asked: a zone that is gone has its history too. */
  history(
    ref: ZoneRef,
    input: { readonly before?: string; readonly limit: number },
  ): Promise<readonly Snapshot[]>;
  snapshot(id: string): Promise<{ readonly snapshot: Snapshot; readonly rrsets: readonly RRset[] }>;
  rules(ref: ZoneRef, options?: CallOptions): Promise<readonly ZoneRule[]>;
  protect(
    ref: ZoneRef,
    rule:
      | {
          readonly name: string;
          readonly type: string;
          readonly reason?: string;
          readonly kind?: 'protect' | 'ignore';
        }
      /** A threshold that is not given stays as it is. */
      | { readonly maxDeletes?: number; readonly maxSharePercent?: number },
  ): Promise<ZoneRule>;
  unprotect(ref: ZoneRef, id: string): Promise<void>;
  owners(ref: ZoneRef, options?: CallOptions): Promise<readonly Ownership[]>;
  /** Lets regctl change RRsets that carry another writer's marker (or stops doing so). */
  claim(ref: ZoneRef, input: { readonly owner: string; readonly claimed: boolean }): Promise<void>;
}

export interface PlanOperations {
  /** Computes what would be done; writes nothing at the provider. */
  create(request: PlanRequest, options?: CallOptions): Promise<Plan>;
  /** Refuses a plan that `apply` would refuse as things stand, with the same errors; writes nothing. */
  check(request: ApplyRequest, options?: CallOptions): Promise<void>;
  /** Plans kept by `create`. `PLAN_NOT_FOUND`. */
  get(id: string): Promise<Plan>;
  /**
   * Carries a plan out: lock, read, compare with the plan's base, guards, snapshot, write, read back, snapshot.
   * Finishes an interrupted apply of the same plan.
   *
   * @throws RegctlError `PLAN_STALE`, `UNSAFE_PLAN`, `PROTECTED`, `LOCKED`, `PARTLY_APPLIED`, `INTERRUPTED`
   */
  apply(request: ApplyRequest, options?: CallOptions): Promise<ApplyReport>;
}

export interface OperationOperations {
  /** The newest first; `before` is the last of the page before. */
  list(filter: {
    readonly zone?: DomainName;
    readonly account?: string;
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly Operation[]>;
  get(id: string): Promise<Operation>;
}

export interface LookupOperations {
  query(request: LookupRequest, options?: CallOptions): Promise<LookupReport>;
  /** Asks until every server gives exactly `expected` (none: the RRset is gone). `NOT_PROPAGATED` at the time-out, with who lags. */
  wait(
    request: LookupRequest & { readonly expected: readonly Rdata[] },
    options?: CallOptions,
  ): Promise<LookupReport>;
}

/**
 * Everything regctl can do, whoever does it: `local` runs services in this process, `hosted` speaks HTTP to a control plane.
 * Values in and out are plain data; failures are RegctlError on both sides.
 */
export interface ControlPlane extends OrganizationPart, BackgroundPart {
  readonly accounts: AccountOperations;
  readonly zones: ZoneOperations;
  readonly plans: PlanOperations;
  readonly operations: OperationOperations;
  readonly domains: DomainOperations;
  readonly jobs: JobOperations;
  readonly certs: CertificateOperations;
  /** The root of this machine; absent where a server is spoken to. */
  readonly internalCa?: InternalCaOperations;
  /** Where certificates are put on this machine; absent where a server is spoken to. */
  readonly deliveries?: DeliveryOperations;
  /** Challenge names that lead to a server; absent where there is none, or it has no zone for them. */
  readonly delegations?: DelegationOperations;
  /** What is done for them in the background; absent where a server is spoken to. */
  readonly delegationWork?: DelegationWork;
  /** Absent where nothing runs by itself, or there is no place for them. */
  readonly zoneExports?: ZoneExportOperations;
  /** Absent where the mode has none. */
  readonly hostnames?: HostnameOperations;
  readonly lookups: LookupOperations;
  /** Releases locks, connections and the store. */
  close(): Promise<void>;
}
