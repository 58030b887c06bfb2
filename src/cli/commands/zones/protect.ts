import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { RULE_FIELDS, ruleRow, rulesView } from '../../rule-view.ts';
import { callOptions } from '../../write-flow.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Protect names and types from every change, set them aside for other writers, or set thresholds',
  description: 'Patterns take * for anything. Without NAME the rules are listed.',
  examples: [
    {
      command: "regctl zones protect example.org www A --reason 'the shop'",
      does: 'no change to it, whatever the flags',
    },
    {
      command: "regctl zones protect example.org '_acme-challenge*' TXT --ignore",
      does: 'left alone: another program writes it',
    },
    { command: 'regctl zones protect example.org --max-deletes 2 --max-share 5', does: 'stricter guards' },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'name', description: 'pattern of owner names', optional: true, completes: 'name' },
    { name: 'type', description: 'pattern of types; * when omitted', optional: true, completes: 'type' },
  ],
  flags: {
    reason: { type: 'string', value: 'TEXT', description: 'why; shown when a plan is refused' },
    ignore: { type: 'boolean', description: 'leave alone rather than refuse' },
    'max-deletes': {
      type: 'integer',
      value: 'N',
      description: 'records that one plan may lose without a word',
    },
    'max-share': {
      type: 'integer',
      value: 'PERCENT',
      description: 'share of the zone that one plan may remove or replace',
    },
  },
  fields: RULE_FIELDS,
  exitCodes: { 4: 'no account', 5: 'zone not found' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const { zones } = await context.controlPlane();
    if (flags['max-deletes'] !== undefined || flags['max-share'] !== undefined) {
      if (arg('name') !== '')
        throw new RegctlError('USAGE', 'thresholds are of the whole zone', {
          reason: 'a NAME was given besides',
          hint: 'make two calls',
        });
      const rule = await zones.protect(ref, {
        ...(flags['max-deletes'] === undefined ? {} : { maxDeletes: flags['max-deletes'] }),
        ...(flags['max-share'] === undefined ? {} : { maxSharePercent: flags['max-share'] }),
      });
      return { kind: 'object', value: ruleRow(rule), nameField: 'id' };
    }
    if (arg('name') === '') return rulesView(await zones.rules(ref, callOptions(context)), ref.zone);
    const type = arg('type') === '' ? '*' : arg('type').toUpperCase();
    const rule = await zones.protect(ref, {
      name: arg('name'),
      type,
      reason: flags.reason ?? '',
      kind: flags.ignore ? 'ignore' : 'protect',
    });
    return { kind: 'object', value: ruleRow(rule), nameField: 'id' };
  },
});
