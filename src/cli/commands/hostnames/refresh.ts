import { defineCommand, type AnyCommand } from '../../command.ts';
import { HOSTNAME_DETAIL_FIELDS, hostnameView } from '../../hostname-view.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameRef,
  WAIT_FLAG,
  ZONE_FLAG,
} from '../../hostname-words.ts';
import { withSpinner } from '../../spinner.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let the provider check a custom hostname again now',
  description:
    'The provider looks for the records of the customer less and less often, and gives up in the end. This begins the validation again; the records to set may change with it.',
  examples: [
    {
      command: 'regctl hostnames refresh app.customer.example --wait',
      does: 'check again, wait until served',
    },
    {
      command: 'regctl hostnames refresh app.customer.example --method txt',
      does: 'prove by TXT from now on',
    },
  ],
  args: [{ name: 'hostname', description: "customer's name" }],
  flags: {
    ...ZONE_FLAG,
    method: {
      type: 'string',
      value: 'METHOD',
      choices: ['http', 'txt', 'email'],
      description: 'what the certificate authority checks from now on',
    },
    ...WAIT_FLAG,
  },
  fields: HOSTNAME_DETAIL_FIELDS,
  exitCodes: {
    ...HOSTNAME_EXIT_CODES,
    8: 'not served before the time given, or somebody must do something',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const hostnames = await hostnameOperations(context);
    const ref = await hostnameRef(context, arg('hostname'), flags);
    const { method } = flags;
    const fresh = await hostnames.refresh(
      { ...ref, ...(method === undefined ? {} : { method }) },
      hostnameCall(context),
    );
    if (!flags.wait) return hostnameView(fresh);
    return hostnameView(
      await withSpinner(context, `waiting for ${ref.hostname}`, () =>
        hostnames.wait({ ...ref, zone: fresh.zone, account: fresh.account }, hostnameCall(context)),
      ),
    );
  },
});
