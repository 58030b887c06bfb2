import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApplyReport, ControlPlane } from '../../src/control-plane/index.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { RRset } from '../../src/core/rrset.ts';
import type { OpenServer, ServerSubject } from './server.ts';

const ZONE = 'example.org';
const RECORDS = 40;

/** What holds of an apply by its Idempotency-Key, whatever runs the server. */
export function seenThroughContract(name: string, open: OpenServer): void {
  describe(`an apply that is seen through: ${name}`, () => {
    let server: ServerSubject;
    let regctl: ControlPlane;
    beforeEach(async () => {
      server = await open();
      regctl = server.client();
      await regctl.accounts.add({ ...server.account, name: 'main' });
      await regctl.zones.create({ zone: ZONE, account: 'main', nameservers: ['ns1.example.net'] });
    });
    afterEach(() => server.dispose());

    const planOf = (count: number): Promise<Plan> => {
      const rrsets: RRset[] = Array.from({ length: count }, (_, i) => ({
        name: `host${String(i)}`,
        type: 'A',
        ttl: 300,
        rdata: ['192.0.2.1'],
      }));
      return regctl.plans.create({ zone: ZONE, target: { kind: 'merge', rrsets, onlyNew: false } });
    };
    const post = (
      path: string,
      key: string,
      body: object,
      token = server.token,
      accept = 'application/json',
    ): Promise<Response> =>
      server.fetch(`${server.url}/api/v1/plans/${path}`, {
        method: 'POST',
        headers: {
          accept,
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
      });
    const recordsMade = async (): Promise<number> =>
      (await regctl.zones.read({ zone: ZONE })).rrsets.filter(({ type }) => type === 'A').length;

    it('is one, however often it is sent, and everybody has its report', async () => {
      const plan = await planOf(RECORDS);
      const answers = await Promise.all(Array.from({ length: 4 }, () => post('apply', 'one', { plan })));
      answers.push(await post('apply', 'one', { plan }));
      const reports = await Promise.all(answers.map(async (answer) => (await answer.json()) as ApplyReport));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(reports[0]).toMatchObject({ outcome: 'applied', applied: plan.changes, resumed: 0 });
      for (const report of reports) expect(report).toEqual(reports[0]);
      expect(await regctl.operations.list({ zone: ZONE, limit: 10 })).toHaveLength(1);
    });

    it('is told in lines that no proxy keeps back', async () => {
      const plan = await planOf(RECORDS);
      const answer = await post('apply', 'lines', { plan }, server.token, 'application/x-ndjson');
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
      expect(answer.headers.get('x-accel-buffering')).toBe('no');
      const lines = (await answer.text()).trimEnd().split('\n');
      const [operation] = await regctl.operations.list({ zone: ZONE, limit: 1 });
      const about = { done: RECORDS, total: RECORDS, operation: operation?.id };
      expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({ event: { kind: 'applied', ...about } });
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ result: { applied: plan.changes } });
    });

    it('that fails for all who sent it may be sent again', async () => {
      const plan = await planOf(RECORDS);
      const broken = { ...plan, zone: 'example.net' };
      const answers = await Promise.all(
        Array.from({ length: 3 }, () => post('apply', 'broken', { plan: broken })),
      );
      expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
      expect((await post('apply', 'mended', { plan })).status).toBe(200);
    });

    it('is stopped by its key, before it has written anything', async () => {
      const plan = await planOf(RECORDS);
      expect((await post('apply/stop', 'told', { key: 'stopped' })).status).toBe(204);
      const answer = await post('apply', 'stopped', { plan });
      expect(await answer.json()).toMatchObject({ code: 'INTERRUPTED' });
      expect(await recordsMade()).toBe(0);
    });

    it('is not stopped by the key of another caller', async () => {
      const plan = await planOf(RECORDS);
      const stranger = await server.addOrganization();
      const colleague = await regctl.apiKeys?.create({ name: 'other', scopes: ['zones:write'] });
      for (const [i, token] of [stranger, colleague?.token].entries())
        expect((await post('apply/stop', `told${String(i)}`, { key: 'ours' }, token)).status).toBe(204);
      expect((await post('apply', 'ours', { plan })).status).toBe(200);
      expect(await recordsMade()).toBe(RECORDS);
    });
  });
}
