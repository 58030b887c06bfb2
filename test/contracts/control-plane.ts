import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane, PlanTarget, ProgressEvent } from '../../src/control-plane/index.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { RRset } from '../../src/core/rrset.ts';

/** One implementation under test, with an account that can create zones and a way to edit them behind its back. */
export interface ControlPlaneSubject {
  readonly controlPlane: ControlPlane;
  /** What `accounts.add` takes to connect an account that serves no zones yet; `name` is left to the suite. */
  readonly account: {
    readonly provider: string;
    readonly endpoint: string;
    readonly credentials?: { readonly [field: string]: string };
  };
  /** Changes the zone as another program would. */
  editOutside(zone: string, rrset: RRset): Promise<void>;
  dispose(): Promise<void>;
}

const ZONE = 'example.org';
const www = (address: string, ttl = 300): RRset => ({ name: 'www', type: 'A', ttl, rdata: [address] });

/**
 * What every ControlPlane promises, whoever carries it out.
 *
 * @param make - makes a fresh one without accounts
 */
export function controlPlaneContract(name: string, make: () => Promise<ControlPlaneSubject>): void {
  describe(`control plane: ${name}`, () => {
    let subject: ControlPlaneSubject;
    let regctl: ControlPlane;

    beforeEach(async () => {
      subject = await make();
      regctl = subject.controlPlane;
    });
    afterEach(() => subject.dispose());

    const connect = (accountName = 'main'): Promise<unknown> =>
      regctl.accounts.add({ ...subject.account, name: accountName });
    const withZone = async (): Promise<void> => {
      await connect();
      await regctl.zones.create({ zone: ZONE, account: 'main', nameservers: ['ns1.example.net'] });
    };
    const apply = async (target: PlanTarget, allowDeletes?: number) => {
      const plan = await regctl.plans.create({ zone: ZONE, target });
      return regctl.plans.apply({ plan, ...(allowDeletes === undefined ? {} : { allowDeletes }) });
    };
    const put = (...rrsets: RRset[]) => apply({ kind: 'merge', rrsets, onlyNew: false });
    const content = async (): Promise<readonly RRset[]> => (await regctl.zones.read({ zone: ZONE })).rrsets;

    describe('accounts', () => {
      it('are none at first, and everything that needs one says so', async () => {
        expect(await regctl.accounts.list()).toEqual([]);
        expect(await codeOf(regctl.zones.read({ zone: ZONE }))).toBe('NO_ACCOUNT');
        expect(await codeOf(regctl.zones.list({}))).toBe('NO_ACCOUNT');
      });

      it('are added, found, changed and removed', async () => {
        await connect();
        expect(await regctl.accounts.get('main')).toMatchObject({
          name: 'main',
          provider: subject.account.provider,
        });
        await regctl.accounts.update('main', { zones: ['example.net'] });
        expect((await regctl.accounts.list()).map((account) => account.zones)).toEqual([['example.net']]);
        await regctl.accounts.remove('main');
        expect(await codeOf(regctl.accounts.get('main'))).toBe('NO_ACCOUNT');
      });

      it('refuse a name twice, a bad name, and a provider nobody knows', async () => {
        await connect();
        expect(await codeOf(connect())).toBe('ALREADY_EXISTS');
        expect(await codeOf(connect('no/slash'))).toBe('INVALID_INPUT');
        expect(await codeOf(regctl.accounts.add({ name: 'x', provider: 'no-such-provider' }))).toBe(
          'INVALID_INPUT',
        );
        expect(await codeOf(regctl.accounts.get('other'))).toBe('ACCOUNT_NOT_FOUND');
      });

      it('tell what they can do, and prove that they work', async () => {
        await connect();
        expect((await regctl.accounts.capabilities('main')).createsZones).toBe(true);
        expect((await regctl.accounts.test('main')).every((check) => check.ok)).toBe(true);
        const described = await regctl.accounts.providers();
        expect(described.map((provider) => provider.name)).toContain(subject.account.provider);
      });
    });

    describe('zones', () => {
      it('are created, listed, described and deleted with a snapshot', async () => {
        await withZone();
        await put(www('192.0.2.1'));
        expect((await regctl.zones.list({})).map((zone) => zone.name)).toEqual([ZONE]);
        expect(await regctl.zones.get({ zone: ZONE })).toMatchObject({ account: 'main', name: ZONE });
        expect(await codeOf(regctl.zones.create({ zone: ZONE, account: 'main' }))).toBe('ALREADY_EXISTS');
        expect(await codeOf(regctl.zones.delete({ zone: ZONE }, { confirm: 'yes' }))).toBe(
          'CONFIRMATION_REQUIRED',
        );
        const snapshot = await regctl.zones.delete({ zone: ZONE }, { confirm: ZONE });
        expect((await regctl.zones.snapshot(snapshot.id)).rrsets).toContainEqual(www('192.0.2.1'));
        expect(await codeOf(regctl.zones.read({ zone: ZONE }))).toBe('ZONE_NOT_FOUND');
        expect((await regctl.zones.history({ zone: ZONE }, { limit: 1 })).map(({ id }) => id)).toEqual([
          snapshot.id,
        ]);
        const target = { kind: 'restore', snapshot: snapshot.id } as const;
        const request = { zone: ZONE, account: 'main', target };
        expect(await codeOf(regctl.plans.create(request))).toBe('ZONE_NOT_FOUND');
        const plan = await regctl.plans.create({ ...request, orEmpty: true });
        expect(plan.changes.map((change) => change.action)).toContain('create');
        expect(plan.notes).toHaveLength(1);
      });

      it('served by two accounts need the account named', async () => {
        await withZone();
        await connect('second');
        expect(await codeOf(regctl.zones.read({ zone: ZONE }))).toBe('AMBIGUOUS');
        expect((await regctl.zones.read({ zone: ZONE, account: 'second' })).account).toBe('second');
      });

      it('keep their history and come back from it', async () => {
        await withZone();
        await put(www('192.0.2.1'));
        await put(www('192.0.2.2'));
        const history = await regctl.zones.history({ zone: ZONE }, { limit: 10 });
        expect(history.length).toBeGreaterThanOrEqual(2);
        const first = history.findLast((snapshot) => snapshot.moment === 'after');
        await apply({ kind: 'restore', snapshot: first?.id ?? '' });
        expect(await content()).toContainEqual(www('192.0.2.1'));
        expect(await codeOf(apply({ kind: 'restore', snapshot: 'snap_none' }))).toBe('SNAPSHOT_NOT_FOUND');
      });
    });

    describe('plans', () => {
      it('change what they name and nothing else', async () => {
        await withZone();
        await put(www('192.0.2.1'), { name: 'mail', type: 'MX', ttl: 600, rdata: ['10 mx.example.net.'] });
        const before = await content();
        await apply({ kind: 'edit', edits: [{ op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.9'] }] });
        const others = (list: readonly RRset[]) =>
          list.filter((rrset) => rrset.name !== 'www' && rrset.type !== 'SOA');
        expect(others(await content())).toEqual(others(before));
        expect(await content()).toContainEqual(www('192.0.2.9'));
      });

      it('are empty once applied', async () => {
        await withZone();
        await put(www('192.0.2.1'));
        const again = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
        });
        expect(again.changes).toEqual([]);
        expect((await regctl.plans.apply({ plan: again })).outcome).toBe('nothing');
      });

      it('are checked as an apply would, and nothing is written', async () => {
        await withZone();
        const before = await content();
        const plan = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
        });
        await regctl.plans.check({ plan });
        expect(await content()).toEqual(before);
        const rule = await regctl.zones.protect({ zone: ZONE }, { name: '*', type: 'A' });
        expect(await codeOf(regctl.plans.check({ plan }))).toBe('PROTECTED');
        await regctl.zones.unprotect({ zone: ZONE }, rule.id);
        await regctl.plans.apply({ plan });
        await subject.editOutside(ZONE, { name: 'other', type: 'TXT', ttl: 300, rdata: ['"x"'] });
        await regctl.plans.check({ plan });
        await put(www('192.0.2.9'));
        expect(await codeOf(regctl.plans.check({ plan }))).toBe('PLAN_STALE');
      });

      it('are kept by id when asked', async () => {
        await withZone();
        const plan = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
          keep: true,
        });
        expect(await regctl.plans.get(plan.id)).toEqual(plan);
        expect(await codeOf(regctl.plans.get('plan_none'))).toBe('PLAN_NOT_FOUND');
      });

      it('survive being JSON', async () => {
        await withZone();
        const plan = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
        });
        const travelled = JSON.parse(JSON.stringify(plan)) as typeof plan;
        expect((await regctl.plans.apply({ plan: travelled })).applied).toHaveLength(1);
      });

      it('are refused when the zone moved, or when they were edited', async () => {
        await withZone();
        const plan = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
        });
        expect(await codeOf(regctl.plans.apply({ plan: { ...plan, recordsBefore: 4711 } }))).toBe(
          'INVALID_PLAN',
        );
        await subject.editOutside(ZONE, { name: 'other', type: 'TXT', ttl: 300, rdata: ['"x"'] });
        expect(await codeOf(regctl.plans.apply({ plan }))).toBe('PLAN_STALE');
        expect(await content()).not.toContainEqual(www('192.0.2.1'));
      });

      it('that delete much pass with the exact number only', async () => {
        await withZone();
        await put(...Array.from({ length: 12 }, (_, i) => ({ ...www(`192.0.2.${i}`), name: `h${i}` })));
        expect(await codeOf(apply({ kind: 'replace', rrsets: [] }))).toBe('UNSAFE_PLAN');
        expect(await codeOf(apply({ kind: 'replace', rrsets: [] }, 11))).toBe('UNSAFE_PLAN');
        expect((await apply({ kind: 'replace', rrsets: [] }, 20)).outcome).toBe('applied');
      });

      it('go by thresholds that are changed one at a time', async () => {
        await withZone();
        await regctl.zones.protect({ zone: ZONE }, { maxDeletes: 2 });
        await regctl.zones.protect({ zone: ZONE }, { maxSharePercent: 5 });
        expect(await regctl.zones.rules({ zone: ZONE })).toMatchObject([
          { kind: 'limits', maxDeletes: 2, maxSharePercent: 5 },
        ]);
        expect(await codeOf(regctl.zones.protect({ zone: ZONE }, { maxSharePercent: 101 }))).toBe(
          'INVALID_INPUT',
        );
        await put(...Array.from({ length: 3 }, (_, i) => ({ ...www(`192.0.2.${i}`), name: `h${i}` })));
        expect(await codeOf(apply({ kind: 'replace', rrsets: [] }, 2))).toBe('UNSAFE_PLAN');
      });

      it('touching what is protected are refused until the rule is gone', async () => {
        await withZone();
        await put(www('192.0.2.1'));
        const rule = await regctl.zones.protect(
          { zone: ZONE },
          { name: 'www', type: 'A', reason: 'the shop' },
        );
        expect(await codeOf(put(www('192.0.2.2')))).toBe('PROTECTED');
        expect(await regctl.zones.rules({ zone: ZONE })).toEqual([rule]);
        await regctl.zones.unprotect({ zone: ZONE }, rule.id);
        expect((await put(www('192.0.2.2'))).outcome).toBe('applied');
        expect(await codeOf(regctl.zones.unprotect({ zone: ZONE }, rule.id))).toBe('NOT_FOUND');
      });

      it('report each change as it happens, and leave an operation behind', async () => {
        await withZone();
        const events: ProgressEvent[] = [];
        const plan = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
        });
        const report = await regctl.plans.apply({ plan }, { onEvent: (event) => events.push(event) });
        expect(events).toMatchObject([{ kind: 'applied', done: 1, total: 1 }]);
        expect(await regctl.operations.get(report.operation ?? '')).toMatchObject({
          status: 'done',
          appliedChanges: 1,
        });
        expect(
          (await regctl.operations.list({ zone: ZONE, limit: 5 })).map((operation) => operation.id),
        ).toEqual([report.operation]);
        expect(await codeOf(regctl.operations.get('op_none'))).toBe('NOT_FOUND');
      });

      it('are carried out once: what was undone since is not written again', async () => {
        await withZone();
        const plan = await regctl.plans.create({
          zone: ZONE,
          target: { kind: 'merge', rrsets: [www('192.0.2.1')], onlyNew: false },
        });
        const { operation, snapshotBefore } = await regctl.plans.apply({ plan });
        const again = await regctl.operations.get(operation ?? '');
        expect(again).toMatchObject({ continuedBy: null, overtakenBy: null });
        expect(await regctl.plans.apply({ plan: again.plan })).toMatchObject({
          outcome: 'nothing',
          operation,
        });
        await apply({ kind: 'restore', snapshot: snapshotBefore ?? '' });
        expect(await codeOf(regctl.plans.check({ plan: again.plan }))).toBe('PLAN_STALE');
        expect(await codeOf(regctl.plans.apply({ plan: again.plan }))).toBe('PLAN_STALE');
        expect(await content()).not.toContainEqual(www('192.0.2.1'));
      });
    });

    describe('certificates', () => {
      const WISH = { cas: ['https://127.0.0.1:9/directory'] };

      it('are none at first, and what needs one says so', async () => {
        expect(await regctl.certs.list({ limit: 10 })).toEqual([]);
        expect(await regctl.certs.renew({})).toEqual([]);
        expect(await regctl.certs.accounts.list()).toEqual([]);
        for (const work of [
          () => regctl.certs.get('www.example.org'),
          () => regctl.certs.files('www.example.org'),
          () => regctl.certs.renew({ name: 'www.example.org' }),
          () => regctl.certs.revoke('www.example.org', { reason: 'superseded' }),
          () => regctl.certs.delete('www.example.org'),
        ])
          expect(await codeOf(work())).toBe('CERTIFICATE_NOT_FOUND');
        expect(await codeOf(regctl.certs.accounts.get('letsencrypt'))).toBe('NOT_FOUND');
        expect((await regctl.certs.authorities()).map(({ name }) => name)).toContain('letsencrypt');
      });

      it('keep the failure of a CA that cannot be reached, wherever it is told', async () => {
        const identifiers = [{ type: 'dns', value: 'www.example.org' }] as const;
        const issue = regctl.certs.issue({ identifiers, wish: WISH, agreesToTerms: true });
        expect(await codeOf(issue)).toBe('NETWORK');
        expect(await regctl.certs.get('www.example.org')).toMatchObject({
          issued: null,
          failure: { code: 'NETWORK', count: 1 },
        });
        const [result] = await regctl.certs.renew({ name: 'www.example.org', force: true });
        expect(result).toMatchObject({ outcome: 'failed', error: { code: 'NETWORK' } });
        expect(result?.error).toBeInstanceOf(RegctlError);
        const seen = await regctl.certs.check({ host: '127.0.0.1', port: 9 });
        expect(seen.error).toBeInstanceOf(RegctlError);
        expect((await regctl.certs.delete('www.example.org')).name).toBe('www.example.org');
      });
    });

    describe('custom hostnames', () => {
      it('need an account that has them', async () => {
        const ref = { hostname: 'app.customer.com' };
        expect(await codeOf(regctl.hostnames?.list({}) ?? Promise.resolve())).toBe('NO_ACCOUNT');
        await connect();
        for (const work of [
          () => regctl.hostnames?.get(ref),
          () => regctl.hostnames?.create(ref),
          () => regctl.hostnames?.delete(ref),
          () => regctl.hostnames?.fallbackOrigin({}),
        ])
          expect(await codeOf(work() ?? Promise.resolve())).toBe('CAPABILITY_MISSING');
      });
    });

    describe('owners', () => {
      it('are found by their markers and can be claimed', async () => {
        await withZone();
        const heritage =
          '"heritage=external-dns,external-dns/owner=k8s,external-dns/resource=ingress/default/web"';
        await put(
          { name: 'a-app', type: 'TXT', ttl: 300, rdata: [heritage] },
          { ...www('192.0.2.1'), name: 'app' },
        );
        expect(
          (await regctl.zones.owners({ zone: ZONE }))
            .map((owner) => `${owner.name} ${owner.type} ${String(owner.claimed)}`)
            .toSorted(),
        ).toEqual(['a-app TXT false', 'app A false']);
        expect(await codeOf(put({ ...www('192.0.2.2'), name: 'app' }))).toBe('PROTECTED');
        await regctl.zones.claim({ zone: ZONE }, { owner: 'external-dns:k8s', claimed: true });
        expect((await put({ ...www('192.0.2.2'), name: 'app' })).outcome).toBe('applied');
      });
    });
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await work)}`;
  } catch (error) {
    if (error instanceof RegctlError) return error.code;
    throw error;
  }
}
