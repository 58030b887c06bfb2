import { defineCommand, type AnyCommand } from '../../../command.ts';
import { domainOptions, domainRef } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show how a transfer stands',
  examples: [
    { command: 'regctl domains transfer status example.org --account new', does: "the new registrar's word" },
  ],
  args: [{ name: 'name', description: 'domain' }],
  flags: {},
  fields: [
    { name: 'name', description: 'domain' },
    { name: 'account', description: 'provider account' },
    { name: 'state', description: 'done, running, action-required or failed' },
    { name: 'detail', description: "the registrar's words" },
    { name: 'handle', description: 'what the registrar calls it' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'there is no transfer',
    6: 'the registrar has no API for it',
    8: 'it runs, or a person must do something',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const ref = await domainRef(context, arg('name'));
    const { state, detail, handle, account } = await (
      await context.controlPlane()
    ).domains.transferStatus(ref, domainOptions(context));
    return {
      kind: 'object',
      value: { name: ref.name, account, state, detail, handle },
      nameField: 'state',
      exitCode: state === 'done' ? 0 : state === 'failed' ? 7 : 8,
    };
  },
});
