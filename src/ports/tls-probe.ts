/** What a server showed when it was connected to. */
export interface ServedTls {
  /** Address that was connected to. */
  readonly address: string;
  /** `TLSv1.3`, … */
  readonly protocol: string;
  /** Certificates as shown, DER, leaf first. */
  readonly chain: readonly Uint8Array[];
  /** Why this machine does not trust the chain; null where it does. */
  readonly distrust: string | null;
}

/**
 * Looks at what hosts serve over TLS.
 *
 * Contract: nothing is sent but the handshake; a chain that is not trusted is an answer, no failure; what is no answer throws `NETWORK`. Ends within `timeoutMs`.
 */
export interface TlsProbe {
  probe(
    target: { readonly host: string; readonly port: number; readonly serverName: string },
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<ServedTls>;
}
