import { RegctlError } from '../../../core/errors.ts';
import { toJson } from '../../../core/json.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import {} from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';
import type { Row } from '../../output/view.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Move a zone to another DNS host without a moment in the dark; goes on where it stopped',
  description:
    'Copies the records, asks every new name server for every one of them, lowers the TTLs at the old host and waits the old ones out, delegates at the registrar, watches, and restores the TTLs. Run the same command again to go on; `ops cancel` gives up.',
  examples: [
    { command: 'regctl zones move example.org --account old --to-account new', does: 'waits where it must' },
    {
      command: 'regctl zones move example.org --account old --to-account new --timeout 1m',
      does: 'stops at a long wait with exit code 8',
    },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {
    'to-account': { type: 'string', value: 'NAME', completes: 'account', description: 'account to move to' },
    'registrar-account': {
      type: 'string',
      value: 'NAME',
      completes: 'account',
      description: 'account of the registrar, where several hold the domain',
    },
    'delete-old': { type: 'boolean', description: 'delete the old zone at the end; a snapshot stays' },
    'allow-faults': {
      type: 'integer',
      value: 'N',
      description: 'delegate although the new servers have at most so many faults',
    },
    'allow-deletes': {
      type: 'integer',
      value: 'N',
      description: 'let deletion guards pass for at most so many records',
    },
  },
  fields: [
    { name: 'zone', description: 'zone' },
    { name: 'operation', description: 'what `ops get` shows' },
    { name: 'from', description: 'account before' },
    { name: 'to', description: 'account afterwards' },
    { name: 'next', description: 'step that comes next; null when all is done' },
    { name: 'nameservers', description: 'new name servers' },
    { name: 'lost', description: 'what the new host does not take, or takes otherwise' },
    { name: 'waitUntil', description: 'nothing happens before' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'zone or domain not found',
    6: 'the registrar cannot delegate by its API',
    7: 'the new servers are not ready, or a guard refused',
    8: 'a wait is longer than --timeout; run it again',
    10: 'a server could not be reached',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { zone, account } = await zoneRef(context, arg('zone'));
    const to = flags['to-account'];
    if (to === undefined || account === undefined) {
      throw new RegctlError('USAGE', 'zones move needs --account and --to-account', {
        reason: 'it must know from where and to where',
        hint: `regctl zones move ${zone} --account OLD --to-account NEW`,
      });
    }
    if (context.flags.yes !== true) {
      const question = `Move ${zone} from ${account} to ${to}? The delegation is changed only once the new servers answer for all of it.`;
      if (!(await context.prompt.confirm(question, '--yes')))
        throw new RegctlError('INTERRUPTED', `${zone} stays where it is`, { reason: 'the answer was no' });
    }
    const report = await (
      await context.controlPlane()
    ).domains.move(
      {
        zone,
        from: account,
        to,
        deleteOld: flags['delete-old'],
        ...(flags['registrar-account'] === undefined ? {} : { registrar: flags['registrar-account'] }),
        ...(flags['allow-faults'] === undefined ? {} : { allowFaults: flags['allow-faults'] }),
        ...(flags['allow-deletes'] === undefined ? {} : { allowDeletes: flags['allow-deletes'] }),
      },
      domainOptions(context),
    );
    for (const lost of report.lost) context.warn(`not the same at ${to}: ${lost}`);
    return { kind: 'object', value: toJson(report) as Row, nameField: 'operation' };
  },
});
