/** Nonces kept for later requests; more than are ever in flight at once would only grow old. */
const MAX_NONCES = 32;

/** Nonces that answers brought, each for one more request (RFC 8555 §6.5): asking for each would double the traffic. */
export class NoncePool {
  readonly #nonces: string[] = [];
  readonly #fetch: () => Promise<string>;

  /** @param fetch - asks the CA for a new one */
  constructor(fetch: () => Promise<string>) {
    this.#fetch = fetch;
  }

  /** Keeps the nonce of an answer, where it has one. */
  keep(nonce: string | undefined): void {
    // RFC 8555 §6.5.1: what is not base64url is ignored.
    if (nonce === undefined || !/^[\w-]+$/.test(nonce)) return;
    this.#nonces.push(nonce);
    if (this.#nonces.length > MAX_NONCES) this.#nonces.shift();
  }

  /** Gives the newest, which is the likeliest to be good still, and never the same again. */
  async take(): Promise<string> {
    return this.#nonces.pop() ?? this.#fetch();
  }
}
