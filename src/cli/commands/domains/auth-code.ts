import { defineCommand, type AnyCommand } from '../../command.ts';
import { domainOptions, domainRef } from '../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the code that lets a domain move to another registrar',
  description:
    'The code is a secret: it goes to stdout and nowhere else. Whoever has it can take the domain once it is unlocked.',
  examples: [{ command: 'regctl domains auth-code example.org', does: 'the code and nothing else' }],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: [
    { name: 'name', description: 'domain' },
    { name: 'authCode', description: 'the secret' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const ref = await domainRef(context, arg('name'));
    const authCode = await (await context.controlPlane()).domains.authCode(ref, domainOptions(context));
    return { kind: 'text', text: `${authCode}\n`, value: { name: ref.name, authCode } };
  },
});
