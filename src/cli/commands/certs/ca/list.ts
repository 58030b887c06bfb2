import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the CAs that are known by name; any other is named by its directory URL',
  description:
    'Through a server there is no `internal`: it would sign for names that none of its users proved to be theirs.',
  examples: [{ command: 'regctl certs ca list', does: 'the first is the default' }],
  args: [],
  flags: {},
  fields: [
    { name: 'name', description: 'for --ca' },
    { name: 'title', description: 'what it calls itself' },
    { name: 'directoryUrl', description: 'ACME directory' },
    {
      name: 'externalAccount',
      description: 'whether it wants credentials of its own: `none`, `email`, `console`',
    },
    { name: 'caa', description: 'what CAA records must name' },
    { name: 'account', description: 'URL of the account that is open there' },
    { name: 'note', description: 'limits and terms' },
  ],
  writes: false,
  run: async (context) => {
    const { certs } = await context.controlPlane();
    const accounts = await certs.accounts.list();
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'title', header: 'CA' },
        { field: 'externalAccount', header: 'CREDENTIALS' },
        { field: 'account', header: 'ACCOUNT', format: (value) => (value === null ? '' : 'open') },
        { field: 'note', header: 'NOTE' },
      ],
      rows: (await certs.authorities()).map((ca) => ({
        name: ca.name,
        title: ca.title,
        directoryUrl: ca.directoryUrl,
        externalAccount: ca.binding,
        caa: [...ca.caaIdentities],
        account: accounts.find((one) => one.directoryUrl === ca.directoryUrl)?.url ?? null,
        note: ca.note,
      })),
      nameField: 'name',
      empty: 'none',
    };
  },
});
