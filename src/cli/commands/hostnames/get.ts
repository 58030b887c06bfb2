import { defineCommand, type AnyCommand } from '../../command.ts';
import { HOSTNAME_DETAIL_FIELDS, hostnameView } from '../../hostname-view.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameRef,
  ZONE_FLAG,
} from '../../hostname-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show a custom hostname: both states, and the records that the customer sets',
  examples: [
    { command: 'regctl hostnames get app.customer.example', does: 'what to tell the customer' },
    { command: 'regctl hostnames get app.customer.example --json=records', does: 'the same for a program' },
  ],
  args: [{ name: 'hostname', description: "customer's name" }],
  flags: { ...ZONE_FLAG },
  fields: HOSTNAME_DETAIL_FIELDS,
  exitCodes: HOSTNAME_EXIT_CODES,
  writes: false,
  run: async (context, { arg, flags }) => {
    const hostnames = await hostnameOperations(context);
    return hostnameView(
      await hostnames.get(await hostnameRef(context, arg('hostname'), flags), hostnameCall(context)),
    );
  },
});
