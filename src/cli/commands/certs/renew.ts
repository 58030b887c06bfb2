import { certificateName, certOptions, CA_EXIT_CODES } from '../../cert-words.ts';
import { OUTCOME_COLUMNS, OUTCOME_FIELDS, renewalRow } from '../../cert-view.ts';
import { isIncomplete } from '../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Renew the certificates that are due',
  description:
    'A certificate is due when its CA says so, else at two thirds of its life, at half where that is below ten days. It can be run every minute: what is not due costs nothing. Deliveries that are missing are made too.',
  examples: [
    { command: 'regctl certs renew', does: 'whatever is due' },
    { command: 'regctl certs renew example.org --force', does: 'this one, due or not' },
  ],
  args: [
    { name: 'name', description: 'one certificate; all when omitted', optional: true, completes: 'domain' },
  ],
  flags: { force: { type: 'boolean', description: 'renew what is not due' } },
  fields: OUTCOME_FIELDS,
  exitCodes: {
    ...CA_EXIT_CODES,
    9: 'some could not be renewed or delivered; each is listed, and what is in use stays',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { certs } = await context.controlPlane();
    const word = arg('name');
    const input = { force: flags.force, ...(word === '' ? {} : { name: certificateName(word) }) };
    const results = await certs.renew(input, certOptions(context));
    const failed = results.filter((one) => one.error !== null);
    const [first] = failed;
    // Of one that was named, the failure is the command's own.
    if (word !== '' && first !== undefined && first.error !== null) throw first.error;
    for (const { certificate, error } of failed)
      context.warn(
        `${certificate.name}: ${error?.message ?? ''}${error?.reason === undefined ? '' : ` (${error.reason})`}`,
      );
    const delivered = results.flatMap((one) => one.deliveries ?? []);
    const shown = results.filter(
      (one) => one.outcome !== 'not-due' || word !== '' || one.deliveries !== undefined,
    );
    return {
      kind: 'rows',
      columns: OUTCOME_COLUMNS,
      rows: shown.map((one) => renewalRow(one, context.now())),
      nameField: 'name',
      empty: 'nothing is due',
      exitCode: failed.length > 0 || isIncomplete(delivered) ? 9 : 0,
    };
  },
});
