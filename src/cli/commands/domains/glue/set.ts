import { isIP } from 'node:net';
import { RegctlError } from '../../../../core/errors.ts';
import { isWithin, parseDomainName } from '../../../../core/names.ts';
import { changeSetting } from '../../../bulk-domains.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS } from '../../../domain-view.ts';
import { DRY_RUN_FLAG, domainRef, forEachDomain } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Set the addresses of a name server inside the domain',
  examples: [
    {
      command: 'regctl domains glue set example.org ns1.example.org 192.0.2.53 2001:db8::53',
      does: 'exactly these',
    },
  ],
  args: [
    { name: 'name', description: 'domain', completes: 'domain' },
    { name: 'host', description: 'name server inside it' },
    { name: 'address', description: 'IPv4 or IPv6', variadic: true },
  ],
  flags: { ...DRY_RUN_FLAG },
  fields: CHANGE_FIELDS,
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    7: 'the registrar refused',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { arg, rest, flags }) => {
    const { name } = await domainRef(context, arg('name'));
    const host = parseDomainName(arg('host'));
    const wrong = rest.find((address) => isIP(address) === 0);
    if (!isWithin(host, name) || host === name || wrong !== undefined) {
      throw new RegctlError(
        'INVALID_INPUT',
        wrong === undefined ? `${host} is no host inside ${name}` : `${wrong} is no address`,
        {
          reason: 'host records are addresses of name servers whose names lie inside the domain',
          hint: `regctl domains glue set ${name} ns1.${name} 192.0.2.53`,
        },
      );
    }
    return forEachDomain(context, [name], 'glue-set', (ref) =>
      changeSetting(
        context,
        ref,
        { action: 'glue-set', glue: { host, addresses: rest } },
        { action: 'glue-set', dryRun: flags['dry-run'] },
      ),
    );
  },
});
