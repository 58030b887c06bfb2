import { API_KEY_FIELDS, apiKeyRow } from '../../api-key-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ONLY_FLAG, SCOPE_FLAG } from '../../organization-view.ts';
import { parseResourceRule } from '../../../core/access.ts';

const DAY_MS = 86_400_000;

export const command: AnyCommand = defineCommand({
  summary: 'Make an API key and print it, this once',
  examples: [
    {
      command: 'regctl api-keys create ci --scope zones:write --days 90',
      does: 'for a program that changes zones',
    },
    {
      command: 'regctl api-keys create ci --scope zones:write --only main/example.org',
      does: 'bound to one zone',
    },
  ],
  args: [{ name: 'name', description: 'what the key is for' }],
  flags: {
    scope: SCOPE_FLAG,
    only: ONLY_FLAG,
    days: { type: 'integer', value: 'N', description: 'days until it ends; without it never' },
  },
  fields: [...API_KEY_FIELDS, { name: 'token', description: 'the key itself, shown this once' }],
  exitCodes: { 4: 'you may not make such a key', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const keys = hostedPart((await context.controlPlane()).apiKeys, 'API keys');
    const { token, ...key } = await keys.create({
      name: arg('name'),
      scopes: flags.scope,
      ...(flags.only.length === 0 ? {} : { within: flags.only.map(parseResourceRule) }),
      ...(flags.days === undefined
        ? {}
        : { expiresAt: new Date(context.now().getTime() + flags.days * DAY_MS).toISOString() }),
    });
    context.notice(`key ${key.id} made; it is not shown again`);
    return {
      kind: 'object',
      value: { ...apiKeyRow(key), token },
      text: () => `${token}\n`,
      nameField: 'token',
    };
  },
});
