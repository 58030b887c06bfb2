import { RegctlError } from '../../../core/errors.ts';
import { parseDomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { callOptions } from '../../write-flow.ts';
import { ZONE_FIELDS, zoneView } from '../../zone-detail.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Create an empty zone',
  examples: [
    {
      command: 'regctl zones create example.org --account local --nameserver ns1.example.net',
      does: 'with its first NS record',
    },
  ],
  args: [{ name: 'zone', description: 'zone' }],
  flags: {
    nameserver: {
      type: 'list',
      value: 'NAME',
      description: 'name server to begin with, where the provider lets it be chosen; zone files need one',
    },
  },
  fields: ZONE_FIELDS,
  exitCodes: {
    4: 'no account, or its credential is rejected',
    6: 'the provider cannot create zones',
    7: 'the zone exists',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const regctl = await context.controlPlane();
    const { zone, account } = await zoneRef(context, arg('zone'));
    const target = account ?? (await onlyAccount(regctl.accounts.list(), zone));
    const nameservers = flags.nameserver.map(parseDomainName);
    const created = await regctl.zones.create({ zone, account: target, nameservers }, callOptions(context));
    context.cache.remember({ zones: [...new Set([...context.cache.read().zones, zone])] });
    context.notice(`zone ${zone} created on ${created.account} (${created.provider})`);
    return zoneView(created);
  },
});

async function onlyAccount(
  list: Promise<readonly { readonly name: string }[]>,
  zone: string,
): Promise<string> {
  const accounts = await list;
  const [first] = accounts;
  if (first !== undefined && accounts.length === 1) return first.name;
  if (first === undefined) {
    throw new RegctlError('NO_ACCOUNT', 'no provider account is configured', {
      reason: 'a zone is created at an account',
      hint: 'connect one with `regctl accounts add PROVIDER --name NAME`, or start with `regctl init`',
    });
  }
  throw new RegctlError('AMBIGUOUS', `zone ${zone}: which account is meant?`, {
    reason: `there are: ${accounts.map((account) => account.name).join(', ')}`,
    hint: `add \`--account ${first.name}\``,
  });
}
