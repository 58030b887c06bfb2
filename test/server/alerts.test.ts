import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasProgram } from '../support/programs.ts';

const FOLDER = join(import.meta.dirname, '../../packaging/prometheus');

describe.runIf(hasProgram('promtool', 'prometheus'))('the alert rules', () => {
  const promtool = (
    ...argv: readonly string[]
  ): { readonly status: number | null; readonly said: string } => {
    const { status, stdout, stderr } = spawnSync('promtool', argv, { cwd: FOLDER, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };

  it('are such as Prometheus takes, and fire where they should', () => {
    for (const argv of [
      ['check', 'rules', 'regctl-alerts.yaml'],
      ['test', 'rules', 'regctl-alerts.test.yaml'],
    ]) {
      const { status, said } = promtool(...argv);
      expect(status, said).toBe(0);
    }
  });
});
