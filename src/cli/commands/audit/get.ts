import { RegctlError } from '../../../core/errors.ts';
import { AUDIT_FIELDS, auditRow } from '../../audit-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show one entry of the audit log with its input or result',
  examples: [{ command: 'regctl audit get 4711 --json', does: 'what was asked for, or came of it' }],
  args: [{ name: 'number', description: 'number of the entry, the first column of audit list' }],
  flags: {},
  fields: AUDIT_FIELDS,
  exitCodes: { 4: 'you may not read it', 5: 'no such entry', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { arg }) => {
    const audit = hostedPart((await context.controlPlane()).audit, 'audit entries');
    const word = arg('number');
    const sequence = /^[0-9]{1,15}$/.test(word) ? Number(word) : 0;
    const [entry] = sequence === 0 ? [] : await audit.list({ after: sequence - 1, limit: 1 });
    if (entry === undefined || entry.sequence !== sequence)
      throw new RegctlError('NOT_FOUND', 'there is no such entry of the audit log', {
        reason: sequence === 0 ? 'entries have numbers from 1 on' : 'the log does not reach so far',
        hint: 'regctl audit list',
      });
    return { kind: 'object', value: auditRow(entry), nameField: 'sequence' };
  },
});
