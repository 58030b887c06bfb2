import type { DomainName } from '../core/names.ts';
import type { Plan } from '../core/plan/plan.ts';

/** Keeps plans by id, so that they can be listed, shown and applied later. `save` of the same id is a no-op. */
export interface PlanStore {
  save(plan: Plan): Promise<void>;
  get(id: string): Promise<Plan | undefined>;
  list(filter: {
    readonly account?: string;
    readonly zone?: DomainName;
    readonly limit: number;
  }): Promise<readonly Plan[]>;
}
