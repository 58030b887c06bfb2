import type { DeviceRequestStore } from '../ports/device-request-store.ts';
import type { OutsideIdentity, SignInProvider } from '../core/sign-in-provider.ts';
import type { IdentityProvider } from '../ports/identity-provider.ts';
import type { OutsideSignIn } from '../ports/outside-sign-in.ts';
import type { Memberships } from '../ports/permissions.ts';
import type { SessionStore } from '../ports/session-store.ts';

/** What the pages for people, and the endpoints for their programs, are made of. */
export interface IdentityDeps {
  readonly provider: IdentityProvider;
  readonly devices: DeviceRequestStore;
  readonly memberships: Memberships;
  readonly sessions: SessionStore;
  /** Issuers that people sign in by, and what becomes of whoever they name. */
  readonly outside: {
    readonly providers: readonly SignInProvider[];
    readonly client: OutsideSignIn;
    /** @throws RegctlError `PERMISSION_MISSING`, `LIMIT_REACHED`, `INVALID_CONFIG` */
    signIn(
      provider: SignInProvider,
      identity: OutsideIdentity,
    ): Promise<{
      readonly user: { readonly id: string; readonly email: string };
      readonly organization: string;
      readonly change: 'none' | 'linked' | 'admitted' | 'role' | 'removed';
      readonly role: string | null;
    }>;
  };
  /** The address of this server as people and programs know it, without a path. */
  origin(): string;
  now(): Date;
  /** Spends a setup token, or the right to set a first password that it leaves. @throws RegctlError `NOT_LOGGED_IN`, `INVALID_INPUT` */
  firstOwner(input: {
    readonly token: string;
    readonly organization: string;
    readonly name: string;
    readonly email: string;
  }): Promise<{ readonly id: string; readonly email: string }>;
}
