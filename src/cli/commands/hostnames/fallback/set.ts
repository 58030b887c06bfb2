import { parseDomainName } from '../../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { FALLBACK_FIELDS, fallbackView } from '../../../hostname-view.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameScope,
  WAIT_FLAG,
  ZONE_FLAG,
} from '../../../hostname-words.ts';
import { withSpinner } from '../../../spinner.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Set where custom hostnames lead that have no origin of their own',
  description: 'The name lies in the zone and has a proxied record there. Customers point their CNAME at it.',
  examples: [
    {
      command: 'regctl hostnames fallback set origin.saas.example --zone saas.example --wait',
      does: 'set it, and wait until it is in use',
    },
  ],
  args: [{ name: 'origin', description: 'name in the zone' }],
  flags: { ...ZONE_FLAG, ...WAIT_FLAG },
  fields: FALLBACK_FIELDS,
  exitCodes: { ...HOSTNAME_EXIT_CODES, 8: 'not in use before the time given' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const hostnames = await hostnameOperations(context);
    const input = {
      ...(await hostnameScope(context, flags)),
      origin: parseDomainName(arg('origin')),
      wait: flags.wait,
    };
    const set = await withSpinner(context, `setting the fallback origin ${input.origin}`, () =>
      hostnames.setFallbackOrigin(input, hostnameCall(context)),
    );
    return fallbackView(set);
  },
});
