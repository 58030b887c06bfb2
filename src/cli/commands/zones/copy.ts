import { parseDomainName } from '../../../core/names.ts';
import { fitRRsets } from '../../../core/plan/fit.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { planAndApplyInto } from '../../missing-zone.ts';
import { WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { readZone } from '../../read-zone.ts';
import { RegctlError } from '../../../core/errors.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Copy the records of a zone to another account, with what gets lost listed before',
  examples: [
    {
      command: 'regctl zones copy example.org --account old --to-account new',
      does: 'create the zone there and merge the records',
    },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {
    'to-account': { type: 'string', value: 'NAME', completes: 'account', description: 'account to copy to' },
    nameserver: {
      type: 'list',
      value: 'NAME',
      description: 'name server of a zone that is created for it, where the provider lets it be chosen',
    },
    replace: { type: 'boolean', description: 'make the copy exactly the same' },
    ...WRITE_FLAGS,
  },
  fields: WRITE_FIELDS,
  exitCodes: WRITE_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const target = flags['to-account'];
    if (target === undefined)
      throw new RegctlError('USAGE', 'zones copy needs --to-account', {
        reason: 'there is nowhere to copy to',
        hint: 'regctl accounts list',
      });
    const { zone, rrsets, provider } = await readZone(context, arg('zone'));
    const regctl = await context.controlPlane();
    const other = await regctl.accounts.get(target);
    const { kept, lost, changed } = fitRRsets(
      rrsets,
      await regctl.accounts.capabilities(target),
      other.provider === provider,
    );
    for (const { what, reason } of lost) context.warn(`${what} is not copied: ${reason}`);
    for (const change of changed) context.warn(change);
    const request = {
      zone,
      account: target,
      target: flags.replace
        ? ({ kind: 'replace', rrsets: kept } as const)
        : ({ kind: 'merge', rrsets: kept, onlyNew: false } as const),
    };
    return planAndApplyInto(
      context,
      { request, nameservers: flags.nameserver.map(parseDomainName) },
      { dryRun: flags['dry-run'], allowDeletes: flags['allow-deletes'], confirm: true, reason: 'zones copy' },
    );
  },
});
