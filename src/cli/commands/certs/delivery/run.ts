import { certificateName, certOptions } from '../../../cert-words.ts';
import { deliveryOperations } from '../../../delivery-input.ts';
import { DELIVERY_EXIT_CODES, REPORT_FIELDS, reportView } from '../../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Put a certificate where it is missing, without waiting for the next renewal run',
  examples: [
    { command: 'regctl certs delivery run example.org', does: 'what failed' },
    { command: 'regctl certs delivery run example.org --again', does: 'everything, programs too' },
  ],
  args: [{ name: 'name', description: 'certificate', completes: 'domain' }],
  flags: { again: { type: 'boolean', description: 'also what is there already' } },
  fields: REPORT_FIELDS,
  exitCodes: { 5: 'no such certificate', 6: 'a server delivers nothing', ...DELIVERY_EXIT_CODES },
  writes: true,
  run: async (context, { arg, flags }) => {
    const name = certificateName(arg('name'));
    const deliveries = await deliveryOperations(context);
    const { reports } = await deliveries.run(name, { again: flags.again }, certOptions(context));
    return reportView(reports);
  },
});
