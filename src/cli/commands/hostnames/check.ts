import { defineCommand, type AnyCommand } from '../../command.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameRef,
  ZONE_FLAG,
} from '../../hostname-words.ts';
import { serverOf } from '../../lookup-input.ts';
import { LOOKUP_FLAGS } from '../../lookup-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Ask the DNS for what the customer sets, and say what is there',
  description:
    'Every authoritative server of the customer is asked for each record. Of a purpose with several ways one is enough; where the CNAME proves all, it alone is.',
  examples: [
    { command: 'regctl hostnames check app.customer.example', does: 'at the name servers of the customer' },
    {
      command: 'regctl hostnames check app.customer.example --resolvers 9.9.9.9',
      does: 'at a resolver besides',
    },
  ],
  args: [{ name: 'hostname', description: "customer's name" }],
  flags: { ...ZONE_FLAG, server: LOOKUP_FLAGS.server, resolvers: LOOKUP_FLAGS.resolvers },
  fields: [
    { name: 'result', description: 'found, part (of the servers), wrong, missing or unseen' },
    { name: 'purpose', description: 'traffic, ownership or certificate' },
    { name: 'way', description: 'records of one way belong together; one way of a purpose is enough' },
    { name: 'type', description: 'CNAME, TXT or EMAIL' },
    { name: 'name', description: 'owner name, or URL' },
    { name: 'value', description: 'what is to be there' },
    { name: 'seen', description: 'what is there' },
    { name: 'hostname', description: 'custom hostname' },
    { name: 'status', description: 'of the hostname, by the word of the provider' },
    { name: 'certificateStatus', description: 'of its certificate' },
  ],
  exitCodes: { 3: 'something that is needed is not there', ...HOSTNAME_EXIT_CODES },
  writes: false,
  run: async (context, { arg, flags }) => {
    const hostnames = await hostnameOperations(context);
    const ref = await hostnameRef(context, arg('hostname'), flags);
    const { server, resolvers } = flags;
    const checked = await hostnames.check(
      { ...ref, servers: server.map(serverOf), resolvers },
      hostnameCall(context),
    );
    const { hostname, status, certificateStatus } = checked;
    // A terminal cuts wide tables: what differs is said in full.
    for (const { result, type, name, value, seen } of checked.records)
      if (result !== 'found') context.notice(`${name} ${type}: expected ${value}; seen: ${seen}`);
    context.notice(
      `${hostname}: ${checked.complete ? 'the DNS has all that is needed' : 'something is missing'}; the hostname is ${status}, its certificate ${certificateStatus ?? 'none'}`,
    );
    return {
      kind: 'rows',
      columns: [
        { field: 'result', header: 'RESULT' },
        { field: 'purpose', header: 'FOR' },
        { field: 'type', header: 'TYPE' },
        { field: 'name', header: 'NAME' },
        { field: 'seen', header: 'SEEN' },
        { field: 'value', header: 'EXPECTED' },
      ],
      rows: checked.records.map((record) => ({ ...record, hostname, status, certificateStatus })),
      nameField: 'name',
      empty: `nothing is known that the customer of ${hostname} could set: there is no fallback origin`,
      exitCode: checked.complete ? 0 : 3,
    };
  },
});
