import type { Fetch } from '../../src/adapters/http/client.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { RequestLimits } from '../../src/server/deps.ts';

/** A server under test with one organization, on whatever runtime. */
export interface ServerSubject {
  readonly url: string;
  /** Key of the owner of the organization. */
  readonly token: string;
  readonly fetch: Fetch;
  /** What `accounts.add` takes to connect an account that serves no zones yet and can create them. */
  readonly account: {
    readonly provider: string;
    readonly endpoint: string;
    readonly credentials?: { readonly [field: string]: string };
  };
  client(token?: string): ControlPlane;
  /** Makes another organization. @returns the key of its owner */
  addOrganization(): Promise<string>;
  /** Changes what the directory holds beside the server: what only time would bring about. */
  inDirectory(statement: string, ...values: readonly (string | number)[]): Promise<void>;
  dispose(): Promise<void>;
}

export type OpenServer = (options?: { readonly limits?: RequestLimits }) => Promise<ServerSubject>;
