import type { DomainName } from '../core/names.ts';
import type { CredentialLocation } from './credential-store.ts';

/** A provider account without its secrets. Plain JSON data. */
export interface Account {
  /** The user's own name for it: letters, digits, `-`, `_`, `.`; unique. */
  readonly name: string;
  readonly provider: string;
  readonly endpoint: string | null;
  readonly settings: { readonly [name: string]: string };
  /** Zones named by the user, for providers that cannot list them. */
  readonly zones: readonly DomainName[];
  readonly credentials: CredentialLocation;
  /** For `credentials: 'command'`: the command that prints the secrets as JSON on stdout. */
  readonly credentialCommand: string | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** Keeps accounts. `create` throws `ALREADY_EXISTS`; `update` and `remove` of what is not there throw `ACCOUNT_NOT_FOUND`. */
export interface AccountStore {
  list(): Promise<readonly Account[]>;
  get(name: string): Promise<Account | undefined>;
  create(account: Account): Promise<void>;
  update(account: Account): Promise<void>;
  remove(name: string): Promise<void>;
}
