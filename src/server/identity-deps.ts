import type { DeviceRequestStore } from '../ports/device-request-store.ts';
import type { OutsideIdentity, SignInProvider } from '../core/sign-in-provider.ts';
import type { IdentityProvider, SignedIn } from '../ports/identity-provider.ts';
import type { OutsideSignIn } from '../ports/outside-sign-in.ts';
import type { Passkey } from '../ports/passkey-store.ts';
import type { Memberships } from '../ports/permissions.ts';
import type { SessionStore } from '../ports/session-store.ts';

/** What the pages for people, and the endpoints for their programs, are made of. */
export interface IdentityDeps {
  readonly provider: IdentityProvider;
  readonly devices: DeviceRequestStore;
  readonly memberships: Memberships;
  readonly sessions: SessionStore;
  /** What is asked for after a password. */
  readonly secondFactor: {
    /** Undefined where nothing is asked for; else the token that the browser keeps until a code was right. */
    wait(user: string): Promise<string | undefined>;
    /** @param counted - told whose wait it is before a code is looked at; it may refuse */
    endWait(
      token: string,
      code: string,
      counted: (user: string) => Promise<unknown>,
    ): Promise<{ readonly user: string } | 'wrong' | 'over'>;
    state(user: string): Promise<{ readonly isOn: boolean; readonly recoveryCodesLeft: number }>;
    /** False where there is an authenticator that counts. */
    begin(user: { readonly id: string; readonly email: string }): Promise<boolean>;
    /** What the authenticator is told that does not count yet. */
    open(user: {
      readonly id: string;
      readonly email: string;
    }): Promise<{ readonly secret: string; readonly uri: string } | undefined>;
    /** @returns recovery codes, shown this once; undefined for a wrong code */
    confirm(user: string, code: string): Promise<readonly string[] | undefined>;
    remove(user: string, code: string): Promise<boolean>;
  };
  /** What somebody signs in with instead of password and code. */
  readonly passkeys: {
    /** Whether browsers make any for the address of this server. */
    isPossible(): boolean;
    list(user: string): Promise<readonly Passkey[]>;
    /** @returns what the browser of the session makes one by (PublicKeyCredentialCreationOptionsJSON) */
    begin(person: SignedIn): Promise<object>;
    /** False where what the browser made is not taken. */
    add(person: SignedIn, name: string, answer: string): Promise<boolean>;
    /** False where it is none of theirs. */
    remove(user: string, id: string): Promise<boolean>;
    /** @returns what the browser signs (PublicKeyCredentialRequestOptionsJSON), and what it keeps until then */
    beginSignIn(): Promise<{ readonly token: string; readonly options: object }>;
    /** Whose passkey it signed with; undefined where the answer is refused. */
    signIn(token: string, answer: string): Promise<{ readonly id: string } | undefined>;
  };
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
