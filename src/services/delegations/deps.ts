import type { CertDeps } from '../certs/deps.ts';
import type { DelegationPart } from './part.ts';

/** What the use cases around delegations are handed. */
export interface DelegationDeps extends CertDeps {
  readonly delegation: DelegationPart;
}
