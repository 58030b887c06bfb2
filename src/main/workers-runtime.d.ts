// What the Workers runtime provides by name, as far as it is used.
declare module 'cloudflare:workers' {
  /** A Durable Object whose methods can be called by whoever has its binding. */
  export abstract class DurableObject {
    constructor(state: unknown, env: unknown);
  }
}

declare module 'cloudflare:sockets' {
  /** Opens a TCP connection. */
  export function connect(address: { readonly hostname: string; readonly port: number }): {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    close(): Promise<void>;
  };
}
