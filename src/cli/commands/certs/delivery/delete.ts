import { certificateName, certOptions } from '../../../cert-words.ts';
import { deliveryOperations } from '../../../delivery-input.ts';
import { DELIVERY_COLUMNS, DELIVERY_FIELDS, deliveryRow } from '../../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Put a certificate somewhere no more; what lies there stays',
  examples: [
    {
      command: 'regctl certs delivery delete example.org dlv_1a2b',
      does: 'ids are in `certs delivery list`',
    },
  ],
  args: [
    { name: 'name', description: 'certificate', completes: 'domain' },
    { name: 'id', description: 'of the delivery' },
  ],
  flags: {},
  fields: DELIVERY_FIELDS,
  exitCodes: {
    5: 'no such certificate or delivery',
    6: 'a server delivers nothing',
    7: 'another delivery names these files',
  },
  writes: true,
  run: async (context, { arg }) => {
    const name = certificateName(arg('name'));
    const deliveries = await deliveryOperations(context);
    const { issued, deliveries: left = [] } = await deliveries.remove(name, arg('id'), certOptions(context));
    context.notice(`${arg('id')} is no more; what lies there stays`);
    return {
      kind: 'rows',
      columns: DELIVERY_COLUMNS,
      rows: left.map((one) => deliveryRow(one, issued?.fingerprint ?? null)),
      nameField: 'id',
      empty: 'none is left',
    };
  },
});
