/** What a build knows of itself. */
export interface Build {
  readonly version: string;
  /** The commit that it was made of; `unknown` outside a repository. */
  readonly commit: string;
  /** `linux-x64`, or `npm` for the package. */
  readonly target: string;
  /** Public keys of those who may release, Ed25519, 32 octets in base64; none where it was not built for release. */
  readonly releaseKeys: readonly string[];
  /** SHA-256 in hex of the keyring addon that the binary carries. */
  readonly keyringSha256: string;
}

/** Put here by the bundler; sources that run by themselves have none. */
declare const REGCTL_BUILD: Build | undefined;

export const build: Build | undefined = typeof REGCTL_BUILD === 'undefined' ? undefined : REGCTL_BUILD;
