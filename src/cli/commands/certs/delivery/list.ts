import { certificateName } from '../../../cert-words.ts';
import { deliveryOperations } from '../../../delivery-input.ts';
import { DELIVERY_COLUMNS, DELIVERY_FIELDS, deliveryRow } from '../../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List where a certificate is put, and what is there',
  examples: [{ command: 'regctl certs delivery list example.org', does: 'with what failed' }],
  args: [{ name: 'name', description: 'certificate', completes: 'domain' }],
  flags: {},
  fields: DELIVERY_FIELDS,
  exitCodes: { 5: 'no such certificate', 6: 'a server delivers nothing' },
  writes: false,
  run: async (context, { arg }) => {
    const name = certificateName(arg('name'));
    const deliveries = await (await deliveryOperations(context)).list(name);
    const { issued } = await (await context.controlPlane()).certs.get(name);
    return {
      kind: 'rows',
      columns: DELIVERY_COLUMNS,
      rows: deliveries.map((one) => deliveryRow(one, issued?.fingerprint ?? null)),
      nameField: 'id',
      empty: `none yet; add one with \`regctl certs delivery create ${name} files /etc/regctl\``,
    };
  },
});
