import type { Within } from '../core/access.ts';
import type { AuditEntry } from '../ports/audit-log.ts';
import type { ApiKey } from '../ports/identity-store.ts';
import type { ChainReport } from '../services/audit/chain.ts';
import type { CreatedApiKey, NewApiKey } from '../services/identity/api-keys.ts';

export type { ApiKey, AuditEntry, ChainReport, CreatedApiKey, NewApiKey };

/** Who the control plane takes the caller for. */
export interface Session {
  readonly organization: { readonly id: string; readonly name: string };
  readonly actor: string;
  readonly scopes: readonly string[];
  readonly within: Within;
}

export interface SessionOperations {
  /** @throws RegctlError `NOT_LOGGED_IN` */
  get(): Promise<Session>;
}

/** Keys for programs. */
export interface ApiKeyOperations {
  list(): Promise<readonly ApiKey[]>;
  /** The token of the result is shown this once. @throws RegctlError `PERMISSION_MISSING`, `INVALID_INPUT` */
  create(input: NewApiKey): Promise<CreatedApiKey>;
  /** Ends a key at once. @throws RegctlError `NOT_FOUND` */
  revoke(id: string): Promise<void>;
}

/** What was done in the organization, and by whom. */
export interface AuditOperations {
  /** Entries behind a sequence number, the oldest first. */
  list(filter: { readonly after: number; readonly limit: number }): Promise<readonly AuditEntry[]>;
  /** Follows the whole chain of digests. */
  verify(): Promise<ChainReport>;
}

/** What a control plane for several people can do besides; absent where one person works straight against providers. */
export interface OrganizationPart {
  readonly session?: SessionOperations;
  readonly apiKeys?: ApiKeyOperations;
  readonly audit?: AuditOperations;
}
