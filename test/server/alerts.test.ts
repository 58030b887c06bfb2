import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/adapters/observing/metrics.ts';
import { hasProgram } from '../support/programs.ts';

const FOLDER = join(import.meta.dirname, '../../packaging/prometheus');

describe.runIf(hasProgram('promtool', 'prometheus'))('the alert rules', () => {
  const promtool = (
    argv: readonly string[],
    input = '',
  ): { readonly status: number | null; readonly said: string } => {
    const { status, stdout, stderr } = spawnSync('promtool', argv, { cwd: FOLDER, encoding: 'utf8', input });
    return { status, said: `${stdout}${stderr}` };
  };

  it('are such as Prometheus takes, and fire where they should', () => {
    for (const argv of [
      ['check', 'rules', 'regctl-alerts.yaml'],
      ['test', 'rules', 'regctl-alerts.test.yaml'],
    ]) {
      const { status, said } = promtool(argv);
      expect(status, said).toBe(0);
    }
  });

  it('read metrics of the form and names that Prometheus wants', async () => {
    const metrics = createMetrics(
      () => Promise.resolve([{ type: 'certs.renew', state: 'waiting', count: 3 }]),
      '1.0.0 "quoted"',
    );
    const startedAt = Date.now();
    metrics.request({
      requestId: 'req_1',
      method: 'GET',
      route: '/api/v1/zones/:zone',
      status: 200,
      startedAt,
      durationMs: 12,
      user: null,
      traceparent: null,
    });
    metrics.job({
      id: 'task_1',
      type: 'certs.renew',
      organization: 'org_a',
      outcome: 'done',
      startedAt,
      durationMs: 5,
    });
    metrics.endingCertificates('org_a', 1);
    const { status, said } = promtool(['check', 'metrics'], await metrics.expose());
    metrics.close();
    expect(status, said).toBe(0);
  });
});
