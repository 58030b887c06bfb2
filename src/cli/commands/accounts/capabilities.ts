import { toJson } from '../../../core/json.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import {} from '../../domain-view.ts';
import type { Paint, Row } from '../../output/view.ts';
import { typesText } from '../../provider-text.ts';
import type { DnsCapabilities } from '../../../ports/dns-provider.ts';
import type { RegistrarCapabilities } from '../../../ports/registrar.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show what an account can do',
  examples: [
    { command: 'regctl accounts capabilities prod', does: 'types, limits, what differs' },
    { command: 'regctl accounts capabilities prod --json=registrar', does: 'what its registrar can do' },
  ],
  args: [{ name: 'name', description: 'name of the account', completes: 'account' }],
  flags: {},
  fields: [
    { name: 'types', description: 'record types, or any' },
    { name: 'providerTypes', description: 'types of providers (ALIAS, …) besides any' },
    { name: 'granularity', description: 'what one write replaces: record, rrset or zone' },
    { name: 'atomic', description: 'whether a write happens whole or not at all' },
    { name: 'maxChangesPerWrite', description: 'changes in one write' },
    { name: 'minTtl', description: 'seconds' },
    { name: 'maxTtl', description: 'seconds' },
    { name: 'writesApexNs', description: 'whether apex NS can be written' },
    { name: 'createsZones', description: 'whether zones can be created' },
    { name: 'deletesZones', description: 'whether zones can be deleted' },
    { name: 'listsZones', description: 'whether zones can be listed' },
    {
      name: 'detectsConcurrentEdits',
      description: 'whether the provider itself refuses to overwrite an edit made meanwhile',
    },
    { name: 'dnssec', description: 'none, read or manage' },
    { name: 'notes', description: 'what differs' },
    { name: 'readDelaySeconds', description: 'how long a write may be unseen' },
    { name: 'extras', description: 'what can be kept beside the records' },
    { name: 'apexOnly', description: 'types that can stand at the apex only' },
    { name: 'uniformTtl', description: 'whether a zone has one TTL' },
    { name: 'registrar', description: 'what can be done with registrations; null where it is no registrar' },
  ],
  exitCodes: { 4: 'there are no accounts', 5: 'no account of that name' },
  writes: false,
  run: async (context, { arg }) => {
    const { accounts } = await context.controlPlane();
    const account = await accounts.get(arg('name'));
    const dns = await accounts.capabilities(arg('name'));
    const provider = (await accounts.providers()).find((one) => one.name === account.provider);
    const registrar = provider?.registrar ?? null;
    const value = {
      uniformTtl: false,
      providerTypes: [],
      ...(toJson(dns) as Row),
      registrar: toJson(registrar),
    };
    return { kind: 'object', value, text: (paint) => describe(dns, registrar, paint) };
  },
});

const MARKS = { full: '●', limited: '◐', none: '○' } as const;

function describe(dns: DnsCapabilities, registrar: RegistrarCapabilities | null, paint: Paint): string {
  const yes = (value: boolean): string => (value ? 'yes' : 'no');
  const lines = [
    paint.bold('DNS'),
    `  types       ${typesText(dns)}`,
    `  a write     replaces one ${dns.granularity}, ${dns.atomic ? 'whole or not at all' : 'one request after the other'}, at most ${String(dns.maxChangesPerWrite)} changes`,
    `  TTL         ${String(dns.minTtl)} to ${String(dns.maxTtl)} s${dns.uniformTtl === true ? ', one for the whole zone' : ''}`,
    `  apex NS     ${dns.writesApexNs ? 'can be written' : 'the provider keeps them'}`,
    `  zones       create ${yes(dns.createsZones)}, delete ${yes(dns.deletesZones)}, list ${yes(dns.listsZones)}`,
    `  DNSSEC      ${dns.dnssec}`,
    ...dns.notes.map((note) => `  ${paint.dim(`${note.subject}: ${note.text}`)}`),
  ];
  if (registrar !== null) {
    lines.push('', `${paint.bold('REGISTRAR')}  ● full, ◐ with limits, ○ no API`);
    for (const [action, { support, note, page }] of Object.entries(registrar.actions)) {
      const why = [note, page].filter((part) => part !== undefined).join(' ');
      lines.push(
        `  ${MARKS[support]} ${action.padEnd(17)}${why === '' ? '' : ` ${paint.dim(why)}`}`.trimEnd(),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
