import { defineCommand, type AnyCommand } from '../../../command.ts';
import { FALLBACK_FIELDS, fallbackView } from '../../../hostname-view.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameScope,
  ZONE_FLAG,
} from '../../../hostname-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show the fallback origin of a zone and whether it is in use',
  examples: [{ command: 'regctl hostnames fallback get --zone saas.example', does: 'origin and state' }],
  args: [],
  flags: { ...ZONE_FLAG },
  fields: FALLBACK_FIELDS,
  exitCodes: { ...HOSTNAME_EXIT_CODES, 5: 'no such zone, or no fallback origin is set' },
  writes: false,
  run: async (context, { flags }) => {
    const hostnames = await hostnameOperations(context);
    const scope = await hostnameScope(context, flags);
    return fallbackView(await hostnames.fallbackOrigin(scope, hostnameCall(context)));
  },
});
