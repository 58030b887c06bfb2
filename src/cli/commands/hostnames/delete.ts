import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { HOSTNAME_FIELDS, hostnameRow } from '../../hostname-view.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameRef,
  ZONE_FLAG,
} from '../../hostname-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Take a custom hostname away with its certificate: it is served no more',
  examples: [
    { command: 'regctl hostnames delete app.customer.example --yes', does: 'the customer has left' },
  ],
  args: [{ name: 'hostname', description: "customer's name" }],
  flags: { ...ZONE_FLAG },
  fields: HOSTNAME_FIELDS,
  exitCodes: HOSTNAME_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const hostnames = await hostnameOperations(context);
    const ref = await hostnameRef(context, arg('hostname'), flags);
    const { hostname, zone, account, served } = await hostnames.get(ref, hostnameCall(context));
    const question = `Delete ${hostname} from zone ${zone}${served ? ', which serves it now' : ''}?`;
    if (context.flags.yes !== true && !(await context.prompt.confirm(question, '--yes'))) {
      throw new RegctlError('INTERRUPTED', `custom hostname ${hostname} was kept`, {
        reason: 'the answer was no',
      });
    }
    const gone = await hostnames.delete({ hostname, zone, account }, hostnameCall(context));
    context.notice(`custom hostname ${hostname} deleted from zone ${zone}`);
    return { kind: 'object', value: hostnameRow(gone), text: () => '', nameField: 'hostname' };
  },
});
