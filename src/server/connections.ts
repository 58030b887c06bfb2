import type { GrantChecks } from '../ports/provider-grants.ts';

/** Somebody, for an organization of theirs. */
export interface Connecting {
  readonly user: { readonly id: string; readonly email: string };
  readonly organization: string;
}

/** Accounts that people connect by granting access to them, as the pages for it need it. */
export interface ConnectionDeps {
  /** Empty where the operator registered the server nowhere. */
  readonly providers: readonly { readonly id: string; readonly title: string }[];
  /** @throws RegctlError `PERMISSION_MISSING` for who may not add accounts, `NOT_FOUND` for another provider */
  begin(
    who: Connecting,
    provider: string,
    callback: string,
  ): Promise<{ readonly url: string; readonly checks: GrantChecks }>;
  /** @throws RegctlError `PERMISSION_MISSING`, `NOT_FOUND`, `NOT_LOGGED_IN`, `ALREADY_EXISTS`, `INVALID_INPUT` */
  complete(
    who: Connecting,
    account: { readonly provider: string; readonly name: string },
    back: { readonly answer: string; readonly checks: GrantChecks },
  ): Promise<void>;
}
