// What the test runner provides inside workerd, as far as it is used.
declare module 'cloudflare:test' {
  /** The bindings of the Worker: see env.ts. */
  export const env: unknown;
  /** Empties every binding. */
  export function reset(): Promise<void>;
  export function applyD1Migrations(database: unknown, migrations: readonly unknown[]): Promise<void>;
}
