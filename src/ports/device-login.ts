/** What lets a program act for a person: the refresh token gives new access tokens until the session ends. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** RFC 3339: when the access token ends. */
  readonly expiresAt: string;
}

/** A request to be let in that nobody has answered yet. The device code is a secret, the user code is shown. */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly intervalSeconds: number;
}

/**
 * Speaks to the authorization server of a control plane (RFC 8414, RFC 8628).
 *
 * Contract: `poll` waits until the request is answered; `NOT_LOGGED_IN` for one that was refused or has expired, `TIMEOUT` when the signal aborts
 * by time before, and `INTERRUPTED` when it aborts otherwise.
 * `refresh` gives a new refresh token and spends the old one: `NOT_LOGGED_IN` where the session has ended. `revoke` ends the session; of one that has ended
 * it succeeds. A server that is not reached is `NETWORK`. No token is in any error.
 */
export interface DeviceLoginClient {
  begin(host: string): Promise<DeviceCode>;
  poll(host: string, code: DeviceCode, signal: AbortSignal): Promise<SessionTokens>;
  refresh(host: string, refreshToken: string): Promise<SessionTokens>;
  revoke(host: string, refreshToken: string): Promise<void>;
}
