import type { MachineStep } from '../core/machine-step.ts';
import type { Machine } from '../ports/machine.ts';

/** Carries steps out, one after the other; what failed stops the rest. */
export async function carryOut(machine: Machine, steps: readonly MachineStep[]): Promise<void> {
  for (const step of steps) await machine.carryOut(step);
}
