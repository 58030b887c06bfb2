import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Follow the digests of the audit log from its beginning',
  description:
    'Finds an entry that was changed or taken out. Keep the head elsewhere: who can write the whole store can also write a whole new log.',
  examples: [{ command: 'regctl audit verify', does: 'exit 1 where the chain is broken' }],
  args: [],
  flags: {},
  fields: [
    { name: 'entries', description: 'entries that are sound' },
    { name: 'head', description: 'digest of the last of them' },
    { name: 'brokenAt', description: 'number of the entry where it breaks; null where it does not' },
    { name: 'reason', description: 'missing or changed' },
  ],
  exitCodes: { 1: 'the chain is broken', 4: 'you may not read it', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const { entries, head, broken } = await hostedPart(
      (await context.controlPlane()).audit,
      'audit entries',
    ).verify();
    return {
      kind: 'object',
      value: { entries, head, brokenAt: broken?.sequence ?? null, reason: broken?.reason ?? null },
      nameField: 'head',
      exitCode: broken === null ? 0 : 1,
    };
  },
});
