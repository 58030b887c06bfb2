import { absoluteName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { LOOKUP_FIELDS, lookupView } from '../../lookup-view.ts';
import { readZone } from '../../read-zone.ts';
import { withSpinner } from '../../spinner.ts';
import { dataOf, ownerOf, typeOf } from '../../zone-words.ts';
import { callOptions } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Wait until every authoritative server gives the expected answer',
  description:
    'Without values it waits for what the provider holds now; where that is nothing, for the records to be gone.',
  examples: [
    { command: 'regctl dns wait example.org www A', does: 'until all servers have what was written' },
    {
      command: 'regctl dns wait example.org www A 192.0.2.7 --timeout 10m --resolvers 9.9.9.9',
      does: 'a given answer, from a resolver too',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'name', description: 'owner name, @ for the apex', completes: 'name' },
    { name: 'type', description: 'record type', completes: 'type' },
    { name: 'value', description: 'expected data', optional: true, variadic: true },
  ],
  flags: {
    resolvers: {
      type: 'list',
      value: 'ADDRESS',
      description: 'ask this resolver too: an address, or an https:// URL',
    },
  },
  fields: LOOKUP_FIELDS,
  exitCodes: { 4: 'no account', 5: 'zone not found', 8: 'not every server agreed in time' },
  writes: false,
  run: async (context, { arg, rest, flags }) => {
    const { zone, account, rrsets } = await readZone(context, arg('zone'));
    const name = ownerOf(arg('name'), zone);
    const type = typeOf(arg('type'));
    const held = rrsets.find((rrset) => rrset.name === name && rrset.type === type)?.rdata ?? [];
    const expected = rest.length > 0 ? rest.map((value) => dataOf(type, value, zone)) : held;
    const request = {
      name: absoluteName(name, zone),
      type,
      expected,
      resolvers: flags.resolvers,
      zone: { zone, account },
    };
    const { lookups } = await context.controlPlane();
    const report = await withSpinner(context, `waiting for every server of ${zone}`, () =>
      lookups.wait(request, callOptions(context)),
    );
    context.notice(`${report.observations.length} answers agree`);
    return lookupView(report, 0);
  },
});
