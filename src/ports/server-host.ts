/** What a server is started with. */
export interface ServerConfig {
  readonly dataDir: string;
  /** Address to listen on, and port; 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** Addresses of proxies whose word on the client's address is taken. */
  readonly trustedProxies: readonly string[];
  /** Whether accounts may reach private addresses, and work on files of the server. */
  readonly allowPrivateAddresses: boolean;
  readonly allowFileProviders: boolean;
  /** Master keys in base64, the newest first; none: one is made in the data folder. */
  readonly masterKeys: readonly string[];
}

/** A server that takes requests. */
export interface RunningServer {
  readonly url: string;
  /** The one-time token that makes the first organization; undefined where there is one. */
  readonly setupToken: string | undefined;
  /** Takes no more requests, lets those at hand end within bounds, and closes the stores. */
  stop(): Promise<void>;
}
