import { parseDomainName } from '../../../core/names.ts';
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
  summary: 'Take in a name of a customer and show what the customer sets',
  description:
    'The certificate and its key are made and kept by the provider. By default the CNAME of the customer proves all; with --method txt the certificate can be there before the name points here.',
  examples: [
    {
      command: 'regctl hostnames create app.customer.example --zone saas.example',
      does: 'one CNAME does it',
    },
    {
      command: 'regctl hostnames create app.customer.example --method txt --wait --timeout 1h',
      does: 'prove by TXT, and wait until it is served',
    },
    { command: 'regctl hostnames create customer.example --wildcard', does: 'all names below, too' },
  ],
  args: [{ name: 'hostname', description: "customer's name" }],
  flags: {
    ...ZONE_FLAG,
    method: {
      type: 'string',
      value: 'METHOD',
      choices: ['http', 'txt', 'email'],
      description: 'what the certificate authority checks; http, and txt with --wildcard',
    },
    wildcard: { type: 'boolean', description: 'a certificate for all names one label below, too' },
    ca: { type: 'string', value: 'CA', description: 'certificate authority: google, lets_encrypt, ssl_com' },
    origin: {
      type: 'string',
      value: 'NAME',
      description: 'an origin of its own in the zone, instead of the fallback origin',
    },
    ...WAIT_FLAG,
  },
  fields: HOSTNAME_DETAIL_FIELDS,
  exitCodes: {
    ...HOSTNAME_EXIT_CODES,
    7: 'it is there already',
    8: 'not served before the time given, or somebody must do something',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const hostnames = await hostnameOperations(context);
    const ref = await hostnameRef(context, arg('hostname'), flags);
    const { method, ca, origin } = flags;
    const made = await hostnames.create(
      {
        ...ref,
        ...(method === undefined ? {} : { method }),
        ...(ca === undefined ? {} : { authority: ca }),
        ...(origin === undefined ? {} : { origin: parseDomainName(origin) }),
        wildcard: flags.wildcard,
      },
      hostnameCall(context),
    );
    if (!flags.wait) return hostnameView(made);
    for (const { type, name, value } of made.records) context.notice(`${name} ${type} ${value}`);
    return hostnameView(
      await withSpinner(context, `waiting for ${ref.hostname}`, () =>
        hostnames.wait({ ...ref, zone: made.zone, account: made.account }, hostnameCall(context)),
      ),
    );
  },
});
