// What the Workers runtime provides by name, as far as it is used.
declare module 'cloudflare:workers' {
  /** A Durable Object whose methods can be called by whoever has its binding. */
  export abstract class DurableObject {
    constructor(state: unknown, env: unknown);
  }
}
