import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS } from '../../../domain-view.ts';
import { domainNames, forEachDomain, NAMES_FLAG } from '../../../domain-words.ts';
import { setDnssec } from '../../../dnssec-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Take every DS away from the registry',
  examples: [
    { command: 'regctl domains dnssec disable example.org', does: 'before the zone stops to be signed' },
  ],
  args: [
    {
      name: 'name',
      description: 'domain; - reads names from stdin',
      variadic: true,
      optional: true,
      completes: 'domain',
    },
  ],
  flags: { ...NAMES_FLAG },
  fields: CHANGE_FIELDS,
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    7: 'the zone is not signed by all of its servers, or the registrar refused',
    9: 'some of several failed',
    10: 'a server could not be reached',
  },
  writes: true,
  run: async (context, { rest, flags }) => {
    const names = await domainNames(context, rest, flags.file);
    return forEachDomain(context, names, 'dnssec-set', (ref) => setDnssec(context, ref, 'disable'));
  },
});
