import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { dataOf, ownerOf, typeOf, zoneRef } from '../../zone-words.ts';
import { EXTRA_FLAG, extrasOf } from '../../extras.ts';
import { WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { editAndWait, WAIT_EXIT_CODES, WAIT_FLAG } from '../../wait-served.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Change the TTL of records, one value into another, or what a provider keeps beside them',
  examples: [
    { command: 'regctl dns update example.org www A --ttl 60', does: 'before a move' },
    {
      command: 'regctl dns update example.org www A --from 192.0.2.7 --to 192.0.2.8',
      does: 'one of several addresses',
    },
    {
      command: 'regctl dns update example.org www A --extra proxied=true',
      does: 'at Cloudflare: through the proxy',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'name', description: 'owner name, @ for the apex', completes: 'name' },
    { name: 'type', description: 'record type', completes: 'type' },
  ],
  flags: {
    ttl: { type: 'integer', value: 'SECONDS', description: 'new time to live' },
    from: { type: 'string', value: 'VALUE', description: 'value to exchange' },
    to: { type: 'string', value: 'VALUE', description: 'value to put in its place' },
    ...EXTRA_FLAG,
    ...WRITE_FLAGS,
    ...WAIT_FLAG,
  },
  fields: WRITE_FIELDS,
  exitCodes: { ...WRITE_EXIT_CODES, ...WAIT_EXIT_CODES },
  writes: true,
  run: async (context, { arg, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const name = ownerOf(arg('name'), ref.zone);
    const type = typeOf(arg('type'));
    if (
      (flags.from === undefined) !== (flags.to === undefined) ||
      (flags.ttl === undefined && flags.from === undefined && flags.extra.length === 0)
    ) {
      throw new RegctlError('USAGE', 'dns update needs --ttl, --extra, or --from with --to', {
        reason: 'there is nothing to change',
        hint: 'regctl dns update --help',
      });
    }
    const replace =
      flags.from === undefined || flags.to === undefined
        ? {}
        : { replace: { from: dataOf(type, flags.from, ref.zone), to: dataOf(type, flags.to, ref.zone) } };
    const edit = {
      op: 'update',
      name,
      type,
      ...(flags.ttl === undefined ? {} : { ttl: flags.ttl }),
      ...extrasOf(flags.extra),
      ...replace,
    } as const;
    return editAndWait(context, ref, [edit], {
      dryRun: flags['dry-run'],
      allowDeletes: flags['allow-deletes'],
      confirm: false,
      reason: `dns update ${name} ${type}`,
      wait: flags.wait,
    });
  },
});
