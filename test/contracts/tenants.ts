import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/control-plane/contract.ts';
import type { AnyOperation } from '../../src/control-plane/contract/operation.ts';
import type { OpenServer, ServerSubject } from './server.ts';
import { addMember, fullClient, type FullControlPlane } from '../support/members.ts';
import { callOperation } from '../support/call-operation.ts';

/** What a tenant does while the other's state must stand still; then they change. */
const CALLS_A_TURN = 25;

interface Tenant {
  /** In everything that the tenant makes, and in nothing of the other's. */
  readonly mark: string;
  readonly token: string;
  readonly client: FullControlPlane;
  /** Ids that were seen in its answers. */
  readonly ids: Set<string>;
  readonly firstKey: string;
}

/** A server under test where each tenant has zones that no other tenant's account reaches. */
export interface TenantSubject extends ServerSubject {
  accountFor(mark: string, which?: 'second'): ServerSubject['account'];
}

/**
 * Two tenants and random operations, 25 a turn, whatever runs the server.
 *
 * @param seed - of the numbers by which they are chosen
 */
export function tenantContract(
  runtime: string,
  { seed, turns }: { readonly seed: number; readonly turns: number },
  open: (...options: Parameters<OpenServer>) => Promise<TenantSubject>,
): void {
  describe(`two tenants: ${runtime}`, () => {
    let server: TenantSubject;
    let tenants: readonly [Tenant, Tenant];

    beforeAll(async () => {
      server = await open({ limits: { address: 1e9, wrongTokens: 1e9, organization: 1e9 } });
      tenants = [
        await openTenant(server, 'alphamark', server.token),
        await openTenant(server, 'betamark', await server.addOrganization()),
      ];
    });
    afterAll(() => server.dispose());

    it(`nothing crosses in ${String(turns * CALLS_A_TURN)} random operations`, async () => {
      const random = generator(seed);
      const outcomes = new Map<string, Set<number>>();
      for (let turn = 0; turn < turns; turn++) {
        const [actor, bystander] = turn % 2 === 0 ? tenants : ([tenants[1], tenants[0]] as const);
        const before = await stateOf(bystander);
        learnIds(bystander, JSON.stringify(before));
        for (let i = 0; i < CALLS_A_TURN; i++) {
          const { operation, input } = anyCall(server, random, actor, bystander);
          const response = await callOperation(server, operation, input, actor.token);
          const body = await response.text();
          const told = `seed ${String(seed)}: ${operation.id} ${JSON.stringify(input)} gave ${String(response.status)} ${body}`;
          expect(body, told).not.toContain(bystander.mark);
          expect(response.status, told).not.toBe(500);
          if (response.ok && operation.id !== 'audit.list') {
            // The audit log tells what was typed; nothing else that is given has a part in what is the other's.
            expect(
              [...bystander.ids].filter((id) => body.includes(id)),
              told,
            ).toEqual([]);
            learnIds(actor, body);
          }
          outcomes.set(operation.id, (outcomes.get(operation.id) ?? new Set()).add(response.status));
        }
        expect(await stateOf(bystander), `seed ${String(seed)}, turn ${String(turn)}`).toEqual(before);
      }
      // It is no proof where most was refused at once.
      const done = [...outcomes].filter(([, statuses]) => statuses.has(200) || statuses.has(204));
      expect(done.length).toBeGreaterThan(25);
    }, 120_000);
  });
}

function learnIds({ ids }: Tenant, text: string): void {
  for (const [id] of text.matchAll(/\b[a-z]{2,5}_[0-9a-z]{16,}\b/g)) ids.add(id);
}

/** What ids of a noun begin with. */
const PREFIXES: { readonly [noun: string]: string } = {
  zones: 'snap_',
  plans: 'plan_',
  operations: 'op_',
  members: 'user_',
  invitations: 'inv_',
  apiKeys: 'key_',
  approvals: 'appr_',
  approvalRules: 'apr_',
  organizations: 'org_',
};

async function openTenant(server: TenantSubject, mark: string, token: string): Promise<Tenant> {
  const client = fullClient(server, token);
  await client.accounts.add({ name: 'main', ...server.accountFor(mark) });
  // The same name at both, and one of its own.
  for (const zone of ['shared.example', `${mark}.example`]) {
    await client.zones.create({ zone, account: 'main', nameservers: ['ns1.example.net'] });
    const rrsets = [{ name: 'note', type: 'TXT', ttl: 300, rdata: [`"${mark}"`] }];
    const plan = await client.plans.create({
      zone,
      target: { kind: 'merge', rrsets, onlyNew: false },
      keep: true,
    });
    await client.plans.apply({ plan });
  }
  await client.roles.create({ name: mark, scopes: ['zones:read'] });
  const [key] = await client.apiKeys.list();
  await addMember(server, `${mark}@example.org`, mark, { by: token });
  return { mark, token, client, ids: new Set(), firstKey: key?.id ?? '' };
}

/** All that a tenant has, but for what its own reading changes. */
async function stateOf({ client }: Tenant): Promise<object> {
  const zones = await client.zones.list({});
  return {
    zones: await Promise.all(zones.map(({ name, account }) => client.zones.read({ zone: name, account }))),
    rules: await Promise.all(zones.map(({ name, account }) => client.zones.rules({ zone: name, account }))),
    accounts: await client.accounts.list(),
    operations: await client.operations.list({ limit: 1_000 }),
    keys: (await client.apiKeys.list()).map((key) => ({ ...key, lastUsedAt: null })),
    members: await client.members.list(),
    roles: await client.roles.list(),
    invitations: await client.invitations.list(),
    approvals: await client.approvals.list(),
    approvalRules: await client.approvals.rules.list(),
    organizations: await client.organizations.list(),
    limits: await client.organizations.limits(),
    webhooks: await client.webhooks.list(),
    audit: (await client.audit.verify()).head,
  };
}

type Random = <T>(choices: readonly T[]) => T;
type Input = { readonly [field: string]: unknown };

/** What asks the world outside, or waits. */
const LEFT_OUT =
  /^(?:lookups|certs|acmeAccounts|hostnames|delegations|challenges|domains\.(?!list|get)|webhooks\.test|.*\.wait|.*\.test$)/;
const TRIED = OPERATIONS.filter(({ id }) => !LEFT_OUT.test(id));

function anyCall(
  server: TenantSubject,
  random: Random,
  self: Tenant,
  other: Tenant,
): { readonly operation: AnyOperation; readonly input: Input } {
  for (;;) {
    const operation = random(TRIED);
    const input = inputFor(server, operation, random, self, other);
    if (input !== undefined) return { operation, input };
  }
}

function inputFor(
  server: TenantSubject,
  operation: AnyOperation,
  random: Random,
  self: Tenant,
  other: Tenant,
): Input | undefined {
  const zone = random(['shared.example', `${self.mark}.example`, 'other.example']);
  const ref = { zone, account: random(['main', 'second', undefined]) };
  const prefix = operation.id === 'zones.unprotect' ? 'rule_' : PREFIXES[operation.id.split('.')[0] ?? ''];
  const known = random([other, other, self]).ids;
  const id = random(['none', ...[...known].filter((one) => prefix === undefined || one.startsWith(prefix))]);
  if (id === self.firstKey) return undefined;
  const word = `${self.mark}-${String(random([1, 2, 3]))}`;
  const made: { readonly [id: string]: Input } = {
    'accounts.add': { name: 'second', ...server.accountFor(self.mark, 'second') },
    'accounts.update': { name: random(['main', 'second']), zones: [] },
    'accounts.remove': { name: 'second' },
    'accounts.get': { name: random(['main', 'second']) },
    'accounts.capabilities': { name: 'main' },
    'zones.create': { zone: `${word}.example`, account: 'main', nameservers: ['ns1.example.net'] },
    'zones.delete': { zone: `${word}.example`, account: 'main', confirm: `${word}.example` },
    'zones.protect': { ...ref, rule: { name: word, type: 'A' } },
    'plans.create': {
      ...ref,
      target: { kind: 'edit', edits: [{ op: 'set', name: 'www', type: 'TXT', rdata: [`"${word}"`] }] },
      keep: true,
    },
    'plans.check': {},
    'plans.apply': {},
    'domains.get': { name: zone },
    'roles.create': { name: word, scopes: ['zones:read'], description: word },
    'roles.update': { name: random([self.mark, word]), description: word },
    'roles.get': { name: random([self.mark, word]) },
    'roles.delete': { name: word },
    'members.get': { member: id },
    'members.update': { member: id, role: random(['viewer', self.mark]) },
    'members.remove': { member: id },
    'invitations.create': { email: `${word}@example.org`, role: random(['viewer', 'admin', self.mark]) },
    'apiKeys.create': { name: word, scopes: ['zones:read'] },
    'approvalRules.create': { kind: 'plan', zone: `${word}.example` },
    'organizations.get': { organization: id },
    'organizations.create': { name: word },
    'organizations.update': { name: word },
    'organizations.delete': { confirm: id },
    'audit.list': { after: 0, limit: 100 },
    'webhooks.create': { url: `https://${word}.example/hook`, events: ['*'] },
  };
  const given = made[operation.id];
  if (given !== undefined) return given;
  const common: Input = {
    id,
    ...ref,
    limit: 50,
    owner: 'external-dns:x',
    claimed: false,
    domain: zone,
    key: word,
  };
  const fields = [
    ...Object.keys(operation.query ?? {}),
    ...[...operation.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''),
  ];
  if (operation.method !== 'GET' && operation.method !== 'DELETE') fields.push('claimed');
  return Object.fromEntries(
    fields
      .filter((field) => field !== 'claimed' || operation.id === 'zones.claim')
      .map((field) => [field, common[field]]),
  );
}

/** Numbers that are the same for the same seed (mulberry32). */
function generator(seed: number): Random {
  let state = seed;
  return (choices) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const at = ((mixed ^ (mixed >>> 14)) >>> 0) % choices.length;
    return choices[at] as (typeof choices)[number];
  };
}
