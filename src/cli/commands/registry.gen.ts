// Written by scripts/generate.ts from the folders beside this file.
import type { Group } from '../command-record.ts';
import type { AnyCommand } from '../command.ts';
import type { CommandEntry } from '../registry.ts';

export const GROUPS: readonly (Group & { readonly name: string })[] = [
  {
    name: 'accounts',
    ...{
      summary: 'Provider accounts: where your zones are',
      section: 'accounts',
      order: ['list', 'get', 'add', 'update', 'remove', 'test', 'capabilities'],
    },
  },
  {
    name: 'alias',
    ...{
      summary: 'Commands of your own, and of the project',
      section: 'accounts',
      aliases: ['aliases'],
      order: ['list', 'set', 'delete', 'trust'],
    },
  },
  {
    name: 'api-keys',
    ...{
      summary: 'Keys for programs at a control plane',
      section: 'accounts',
      order: ['list', 'create', 'delete'],
    },
  },
  {
    name: 'approvals',
    ...{
      summary: 'What waits for a second person at a control plane',
      section: 'accounts',
      order: ['list', 'get', 'approve', 'reject'],
    },
  },
  {
    name: 'approvals rules',
    ...{ summary: 'What needs a second person', section: 'accounts', order: ['list', 'create', 'delete'] },
  },
  {
    name: 'audit',
    ...{
      summary: 'Who changed what at a control plane',
      section: 'accounts',
      order: ['list', 'get', 'verify'],
    },
  },
  {
    name: 'auth',
    ...{
      summary: 'Logins at a control plane',
      section: 'accounts',
      order: ['login', 'status', 'token', 'refresh', 'switch', 'logout'],
    },
  },
  {
    name: 'certs',
    ...{
      summary: 'Certificates: issue, renew, download, revoke, check what hosts serve',
      section: 'domains',
      aliases: ['cert', 'certificates'],
      order: ['list', 'get', 'issue', 'renew', 'download', 'revoke', 'check', 'delete', 'delegate', 'verify'],
    },
  },
  {
    name: 'certs account',
    ...{
      summary: 'ACME accounts, one for each CA',
      section: 'domains',
      order: ['list', 'get', 'create', 'update', 'roll-key', 'delete'],
    },
  },
  {
    name: 'certs ca',
    ...{
      summary: 'Certificate authorities',
      section: 'domains',
      order: ['list', 'get', 'create', 'export', 'trust', 'untrust'],
    },
  },
  {
    name: 'certs challenge',
    ...{
      summary: 'Answers to challenges at a target, for other ACME clients',
      section: 'domains',
      order: ['set', 'unset'],
    },
  },
  {
    name: 'certs delegation',
    ...{
      summary: 'Domains whose challenges the control plane answers',
      section: 'domains',
      order: ['list', 'get', 'delete'],
    },
  },
  {
    name: 'certs delivery',
    ...{
      summary: 'Where certificates are put after each issue',
      section: 'domains',
      aliases: ['deliveries'],
      order: ['list', 'create', 'run', 'delete'],
    },
  },
  {
    name: 'certs schedule',
    ...{
      summary: 'Renewal by the clock: systemd, launchd, Task Scheduler, cron',
      section: 'domains',
      order: ['install', 'status', 'remove'],
    },
  },
  {
    name: 'completion',
    ...{
      summary: 'Shell completion',
      section: 'tool',
      order: ['bash', 'zsh', 'fish', 'powershell', 'install'],
    },
  },
  {
    name: 'config',
    ...{
      summary: 'Settings of this user',
      section: 'accounts',
      order: ['list', 'get', 'set', 'unset', 'edit', 'path'],
    },
  },
  {
    name: 'dns',
    ...{
      summary: 'Records of a zone',
      section: 'zones',
      aliases: ['records', 'record'],
      order: ['list', 'get', 'create', 'set', 'update', 'delete', 'wait', 'query', 'import', 'export'],
    },
  },
  {
    name: 'domains',
    ...{
      summary: 'Registrations: find, price, buy, renew, move, delegate, sign',
      section: 'domains',
      order: [
        'list',
        'get',
        'expiring',
        'search',
        'check',
        'price',
        'register',
        'renew',
        'auth-code',
        'lock',
        'unlock',
        'adopt',
      ],
    },
  },
  {
    name: 'domains autorenew',
    ...{ summary: 'Renewal by the registrar', section: 'domains', order: ['on', 'off'] },
  },
  {
    name: 'domains contacts',
    ...{ summary: 'Who holds and runs a domain', section: 'domains', order: ['get', 'set', 'verify'] },
  },
  {
    name: 'domains dnssec',
    ...{
      summary: 'DS at the registry, in step with the keys of the zone',
      section: 'domains',
      order: ['get', 'enable', 'disable', 'sync'],
    },
  },
  {
    name: 'domains glue',
    ...{
      summary: 'Host records: addresses of name servers inside the domain',
      section: 'domains',
      order: ['list', 'set', 'delete'],
    },
  },
  {
    name: 'domains ns',
    ...{
      summary: 'Delegation: the name servers of a domain',
      section: 'domains',
      order: ['get', 'set', 'reset'],
    },
  },
  { name: 'domains privacy', ...{ summary: 'Hidden contacts', section: 'domains', order: ['on', 'off'] } },
  {
    name: 'domains transfer',
    ...{
      summary: 'Moves between registrars',
      section: 'domains',
      order: ['start', 'status', 'approve', 'cancel'],
    },
  },
  {
    name: 'extensions',
    ...{
      summary: 'Programs that add commands',
      section: 'tool',
      aliases: ['extension'],
      order: ['list', 'install', 'upgrade', 'remove'],
    },
  },
  {
    name: 'hostnames',
    ...{
      summary: 'Custom hostnames: names of customers that a zone of yours serves (Cloudflare for SaaS)',
      section: 'domains',
      order: ['list', 'get', 'create', 'refresh', 'check', 'delete'],
    },
  },
  {
    name: 'hostnames fallback',
    ...{ summary: 'Fallback origin: where custom hostnames lead', section: 'domains', order: ['get', 'set'] },
  },
  {
    name: 'invitations',
    ...{
      summary: 'Ask people into an organization at a control plane',
      section: 'accounts',
      order: ['list', 'get', 'create', 'delete', 'accept'],
    },
  },
  {
    name: 'mcp',
    ...{
      summary: 'regctl for agents, by the Model Context Protocol',
      section: 'tool',
      order: ['serve', 'tools'],
    },
  },
  {
    name: 'members',
    ...{
      summary: 'Who belongs to an organization at a control plane',
      section: 'accounts',
      order: ['list', 'get', 'update', 'delete'],
    },
  },
  {
    name: 'ops',
    ...{
      summary: 'What was applied, what registrars work on, and what runs in the background',
      section: 'zones',
      aliases: ['operations'],
      order: ['list', 'get', 'wait', 'cancel', 'retry', 'dead-letters'],
    },
  },
  {
    name: 'orgs',
    ...{
      summary: 'Organizations at a control plane',
      section: 'accounts',
      order: ['list', 'get', 'create', 'update', 'delete', 'limits'],
    },
  },
  {
    name: 'owners',
    ...{ summary: 'Records that other writers own', section: 'zones', order: ['list', 'claim', 'release'] },
  },
  {
    name: 'profiles',
    ...{
      summary: 'Named sets of settings',
      section: 'accounts',
      order: ['list', 'get', 'create', 'use', 'delete'],
    },
  },
  {
    name: 'roles',
    ...{
      summary: 'What members and invited people may do at a control plane',
      section: 'accounts',
      order: ['list', 'get', 'create', 'update', 'delete'],
    },
  },
  {
    name: 'server',
    ...{
      summary: 'Run a control plane of your own',
      section: 'tool',
      order: ['start', 'migrate', 'backup', 'restore', 'doctor', 'limits'],
    },
  },
  { name: 'server keys', ...{ summary: 'Keys of the vault of a server', section: 'tool' } },
  {
    name: 'server passwords',
    ...{ summary: 'Passwords of people who sign in at a server', section: 'tool' },
  },
  {
    name: 'webhooks',
    ...{
      summary: 'Addresses that a control plane tells what happens',
      section: 'accounts',
      order: ['list', 'get', 'create', 'update', 'delete', 'test', 'deliveries', 'replay'],
    },
  },
  {
    name: 'zones',
    ...{
      summary: 'Whole zones: create, copy, check, undo',
      section: 'zones',
      order: [
        'list',
        'get',
        'create',
        'delete',
        'export',
        'import',
        'diff',
        'copy',
        'move',
        'edit',
        'check',
        'history',
        'restore',
        'exports',
        'protect',
        'unprotect',
      ],
    },
  },
  {
    name: 'zones exports',
    ...{
      summary: 'Master files that the control plane made of each day',
      section: 'zones',
      order: ['list', 'get'],
    },
  },
];

/** A command that can be run. */
export interface RunnableEntry extends CommandEntry {
  readonly load: () => Promise<AnyCommand>;
}

export const COMMANDS: readonly RunnableEntry[] = [
  {
    path: ['accounts', 'add'],
    summary: 'Connect a provider account',
    load: async () => (await import('./accounts/add.ts')).command,
  },
  {
    path: ['accounts', 'capabilities'],
    summary: 'Show what an account can do',
    load: async () => (await import('./accounts/capabilities.ts')).command,
  },
  {
    path: ['accounts', 'get'],
    summary: 'Show an account, without its secret',
    load: async () => (await import('./accounts/get.ts')).command,
  },
  {
    path: ['accounts', 'list'],
    summary: 'List the provider accounts',
    load: async () => (await import('./accounts/list.ts')).command,
  },
  {
    path: ['accounts', 'remove'],
    summary: 'Forget an account and its secret; nothing changes at the provider',
    load: async () => (await import('./accounts/remove.ts')).command,
  },
  {
    path: ['accounts', 'test'],
    summary: 'Prove that an account works and name what is missing',
    load: async () => (await import('./accounts/test.ts')).command,
  },
  {
    path: ['accounts', 'update'],
    summary: 'Change an account; what is not given stays',
    load: async () => (await import('./accounts/update.ts')).command,
  },
  {
    path: ['alias', 'delete'],
    summary: 'Delete a command of your own, or of the project',
    load: async () => (await import('./alias/delete.ts')).command,
  },
  {
    path: ['alias', 'list'],
    summary: 'List your own commands, and those of the project',
    load: async () => (await import('./alias/list.ts')).command,
  },
  {
    path: ['alias', 'set'],
    summary: 'Make a command of your own, or of the project',
    load: async () => (await import('./alias/set.ts')).command,
  },
  {
    path: ['alias', 'trust'],
    summary: 'Agree to the commands that the project file names',
    load: async () => (await import('./alias/trust.ts')).command,
  },
  {
    path: ['api'],
    summary: 'Send a request to the control plane as whoever is logged in, and print what it answers',
    load: async () => (await import('./api/index.ts')).command,
  },
  {
    path: ['api-keys', 'create'],
    summary: 'Make an API key and print it, this once',
    load: async () => (await import('./api-keys/create.ts')).command,
  },
  {
    path: ['api-keys', 'delete'],
    summary: 'End an API key at once',
    load: async () => (await import('./api-keys/delete.ts')).command,
  },
  {
    path: ['api-keys', 'list'],
    summary: 'List API keys, without the keys themselves',
    load: async () => (await import('./api-keys/list.ts')).command,
  },
  {
    path: ['apply'],
    summary: 'Apply a reviewed plan file, or plan the project and apply after a yes',
    load: async () => (await import('./apply/index.ts')).command,
  },
  {
    path: ['approvals', 'approve'],
    summary: 'Let somebody else do it, exactly as it was reviewed',
    load: async () => (await import('./approvals/approve.ts')).command,
  },
  {
    path: ['approvals', 'get'],
    summary: 'Show all that would be done',
    load: async () => (await import('./approvals/get.ts')).command,
  },
  {
    path: ['approvals', 'list'],
    summary: 'List what waits for a second person',
    load: async () => (await import('./approvals/list.ts')).command,
  },
  {
    path: ['approvals', 'reject'],
    summary: 'Keep somebody else from doing it',
    load: async () => (await import('./approvals/reject.ts')).command,
  },
  {
    path: ['approvals', 'rules', 'create'],
    summary: 'Let plans or purchases need a second person',
    load: async () => (await import('./approvals/rules/create.ts')).command,
  },
  {
    path: ['approvals', 'rules', 'delete'],
    summary: 'Let something need no second person any more',
    load: async () => (await import('./approvals/rules/delete.ts')).command,
  },
  {
    path: ['approvals', 'rules', 'list'],
    summary: 'List what needs a second person',
    load: async () => (await import('./approvals/rules/list.ts')).command,
  },
  {
    path: ['audit', 'get'],
    summary: 'Show one entry of the audit log with its input or result',
    load: async () => (await import('./audit/get.ts')).command,
  },
  {
    path: ['audit', 'list'],
    summary: 'List what was done or refused, by whom and from where',
    load: async () => (await import('./audit/list.ts')).command,
  },
  {
    path: ['audit', 'verify'],
    summary: 'Follow the digests of the audit log from its beginning',
    load: async () => (await import('./audit/verify.ts')).command,
  },
  {
    path: ['auth', 'login'],
    summary: 'Log in at a control plane; from then on commands go through it',
    load: async () => (await import('./auth/login.ts')).command,
  },
  {
    path: ['auth', 'logout'],
    summary: 'End the login at a control plane; commands go straight to providers again',
    load: async () => (await import('./auth/logout.ts')).command,
  },
  {
    path: ['auth', 'refresh'],
    summary: 'Renew the token of a session now',
    load: async () => (await import('./auth/refresh.ts')).command,
  },
  {
    path: ['auth', 'status'],
    summary: 'Tell who you are at the control plane, and where the token lies',
    load: async () => (await import('./auth/status.ts')).command,
  },
  {
    path: ['auth', 'switch'],
    summary: 'Let commands go through another control plane that you are logged in at',
    load: async () => (await import('./auth/switch.ts')).command,
  },
  {
    path: ['auth', 'token'],
    summary: 'Print the token for a control plane, for other programs',
    load: async () => (await import('./auth/token.ts')).command,
  },
  {
    path: ['certs', 'account', 'create'],
    summary: 'Open an account at a CA; where there is one already, it is shown',
    load: async () => (await import('./certs/account/create.ts')).command,
  },
  {
    path: ['certs', 'account', 'delete'],
    summary: 'End an account at its CA for good, and forget it with its key',
    load: async () => (await import('./certs/account/delete.ts')).command,
  },
  {
    path: ['certs', 'account', 'get'],
    summary: 'Show an account as its CA has it',
    load: async () => (await import('./certs/account/get.ts')).command,
  },
  {
    path: ['certs', 'account', 'list'],
    summary: 'List the accounts at CAs that were opened from here',
    load: async () => (await import('./certs/account/list.ts')).command,
  },
  {
    path: ['certs', 'account', 'roll-key'],
    summary: 'Put a new key in the place of the account key; the account URL stays',
    load: async () => (await import('./certs/account/roll-key.ts')).command,
  },
  {
    path: ['certs', 'account', 'update'],
    summary: 'Set the addresses that a CA may write to',
    load: async () => (await import('./certs/account/update.ts')).command,
  },
  {
    path: ['certs', 'ca', 'create'],
    summary: 'Make the root of the internal CA; without this it is made with the first certificate',
    load: async () => (await import('./certs/ca/create.ts')).command,
  },
  {
    path: ['certs', 'ca', 'export'],
    summary: 'Print the root of the internal CA, for programs that keep trust of their own',
    load: async () => (await import('./certs/ca/export.ts')).command,
  },
  {
    path: ['certs', 'ca', 'get'],
    summary: 'Show what a CA says of itself: terms, profiles, CAA names',
    load: async () => (await import('./certs/ca/get.ts')).command,
  },
  {
    path: ['certs', 'ca', 'list'],
    summary: 'List the CAs that are known by name; any other is named by its directory URL',
    load: async () => (await import('./certs/ca/list.ts')).command,
  },
  {
    path: ['certs', 'ca', 'trust'],
    summary: 'Have this machine trust the root of the internal CA',
    load: async () => (await import('./certs/ca/trust.ts')).command,
  },
  {
    path: ['certs', 'ca', 'untrust'],
    summary: 'Have this machine trust the root of the internal CA no more',
    load: async () => (await import('./certs/ca/untrust.ts')).command,
  },
  {
    path: ['certs', 'challenge', 'set'],
    summary: 'Let a target answer a challenge too, for another ACME client',
    load: async () => (await import('./certs/challenge/set.ts')).command,
  },
  {
    path: ['certs', 'challenge', 'unset'],
    summary: 'Let a target answer a challenge no more',
    load: async () => (await import('./certs/challenge/unset.ts')).command,
  },
  {
    path: ['certs', 'check'],
    summary: 'Look at what hosts really serve; exit code 3 where anything is wrong or ends soon',
    load: async () => (await import('./certs/check.ts')).command,
  },
  {
    path: ['certs', 'delegate'],
    summary: 'Let the control plane prove a domain to CAs, by one CNAME that is set once',
    load: async () => (await import('./certs/delegate.ts')).command,
  },
  {
    path: ['certs', 'delegation', 'delete'],
    summary: 'End a delegation; its target is never given out again',
    load: async () => (await import('./certs/delegation/delete.ts')).command,
  },
  {
    path: ['certs', 'delegation', 'get'],
    summary: 'Show one delegated domain, with what was seen of it last',
    load: async () => (await import('./certs/delegation/get.ts')).command,
  },
  {
    path: ['certs', 'delegation', 'list'],
    summary: 'List the domains whose challenges the control plane answers',
    load: async () => (await import('./certs/delegation/list.ts')).command,
  },
  {
    path: ['certs', 'delete'],
    summary: 'Forget a certificate and its key; the CA is not told',
    load: async () => (await import('./certs/delete.ts')).command,
  },
  {
    path: ['certs', 'delivery', 'create'],
    summary: 'Put a certificate somewhere, now and after each renewal',
    load: async () => (await import('./certs/delivery/create.ts')).command,
  },
  {
    path: ['certs', 'delivery', 'delete'],
    summary: 'Put a certificate somewhere no more; what lies there stays',
    load: async () => (await import('./certs/delivery/delete.ts')).command,
  },
  {
    path: ['certs', 'delivery', 'list'],
    summary: 'List where a certificate is put, and what is there',
    load: async () => (await import('./certs/delivery/list.ts')).command,
  },
  {
    path: ['certs', 'delivery', 'run'],
    summary: 'Put a certificate where it is missing, without waiting for the next renewal run',
    load: async () => (await import('./certs/delivery/run.ts')).command,
  },
  {
    path: ['certs', 'download'],
    summary: 'Write chain and key of a certificate to files',
    load: async () => (await import('./certs/download.ts')).command,
  },
  {
    path: ['certs', 'get'],
    summary: 'Show one certificate',
    load: async () => (await import('./certs/get.ts')).command,
  },
  {
    path: ['certs', 'issue'],
    summary: 'Issue a certificate by ACME, with the proof written into the zone',
    load: async () => (await import('./certs/issue.ts')).command,
  },
  {
    path: ['certs', 'list'],
    summary: 'List the certificates that were issued from here',
    load: async () => (await import('./certs/list.ts')).command,
  },
  {
    path: ['certs', 'renew'],
    summary: 'Renew the certificates that are due',
    load: async () => (await import('./certs/renew.ts')).command,
  },
  {
    path: ['certs', 'revoke'],
    summary: 'Revoke a certificate at its CA; it is renewed no more',
    load: async () => (await import('./certs/revoke.ts')).command,
  },
  {
    path: ['certs', 'schedule', 'install'],
    summary: 'Have this machine run `certs renew` by the clock',
    load: async () => (await import('./certs/schedule/install.ts')).command,
  },
  {
    path: ['certs', 'schedule', 'remove'],
    summary: 'Have this machine run `certs renew` by the clock no more',
    load: async () => (await import('./certs/schedule/remove.ts')).command,
  },
  {
    path: ['certs', 'schedule', 'status'],
    summary: 'Tell whether this machine runs `certs renew` by the clock',
    load: async () => (await import('./certs/schedule/status.ts')).command,
  },
  {
    path: ['certs', 'verify'],
    summary: 'Look whether a delegated domain leads to its target, and go on with what waited for it',
    load: async () => (await import('./certs/verify.ts')).command,
  },
  {
    path: ['completion', 'bash'],
    summary: 'Print the completion script for bash',
    load: async () => (await import('./completion/bash.ts')).command,
  },
  {
    path: ['completion', 'fish'],
    summary: 'Print the completion script for fish',
    load: async () => (await import('./completion/fish.ts')).command,
  },
  {
    path: ['completion', 'install'],
    summary: 'Put the completion script where a shell finds it',
    load: async () => (await import('./completion/install.ts')).command,
  },
  {
    path: ['completion', 'powershell'],
    summary: 'Print the completion script for powershell',
    load: async () => (await import('./completion/powershell.ts')).command,
  },
  {
    path: ['completion', 'zsh'],
    summary: 'Print the completion script for zsh',
    load: async () => (await import('./completion/zsh.ts')).command,
  },
  {
    path: ['config', 'edit'],
    summary: 'Open the user file in an editor',
    load: async () => (await import('./config/edit.ts')).command,
  },
  {
    path: ['config', 'get'],
    summary: 'Print one setting',
    load: async () => (await import('./config/get.ts')).command,
  },
  {
    path: ['config', 'list'],
    summary: 'List the settings with their values',
    load: async () => (await import('./config/list.ts')).command,
  },
  {
    path: ['config', 'path'],
    summary: 'Print the path of the user file',
    load: async () => (await import('./config/path.ts')).command,
  },
  {
    path: ['config', 'set'],
    summary: 'Set a setting in the user file',
    load: async () => (await import('./config/set.ts')).command,
  },
  {
    path: ['config', 'unset'],
    summary: 'Remove a setting from the user file',
    load: async () => (await import('./config/unset.ts')).command,
  },
  {
    path: ['dns', 'create'],
    summary: 'Add records; those that are there already stay',
    load: async () => (await import('./dns/create.ts')).command,
  },
  {
    path: ['dns', 'delete'],
    summary: 'Delete the records at a name and type, or single values of them',
    load: async () => (await import('./dns/delete.ts')).command,
  },
  {
    path: ['dns', 'export'],
    summary: 'Write a zone as a master file or YAML',
    load: async () => (await import('./dns/export.ts')).command,
  },
  {
    path: ['dns', 'get'],
    summary: 'Show the records at one name',
    load: async () => (await import('./dns/get.ts')).command,
  },
  {
    path: ['dns', 'import'],
    summary: 'Bring the records of a file into a zone, after showing the plan',
    load: async () => (await import('./dns/import.ts')).command,
  },
  {
    path: ['dns', 'list'],
    summary: 'List the records of a zone',
    load: async () => (await import('./dns/list.ts')).command,
  },
  {
    path: ['dns', 'query'],
    summary: 'Ask every authoritative server of a name, and show who disagrees',
    load: async () => (await import('./dns/query.ts')).command,
  },
  {
    path: ['dns', 'set'],
    summary: 'Make the records at a name and type exactly these',
    load: async () => (await import('./dns/set.ts')).command,
  },
  {
    path: ['dns', 'update'],
    summary: 'Change the TTL of records, one value into another, or what a provider keeps beside them',
    load: async () => (await import('./dns/update.ts')).command,
  },
  {
    path: ['dns', 'wait'],
    summary: 'Wait until every authoritative server gives the expected answer',
    load: async () => (await import('./dns/wait.ts')).command,
  },
  {
    path: ['doctor'],
    summary: 'Check what regctl needs on this machine and at the providers, and say what to do',
    load: async () => (await import('./doctor/index.ts')).command,
  },
  {
    path: ['domains', 'adopt'],
    summary: 'Bring domains under the records of regctl without changing them',
    load: async () => (await import('./domains/adopt.ts')).command,
  },
  {
    path: ['domains', 'auth-code'],
    summary: 'Print the code that lets a domain move to another registrar',
    load: async () => (await import('./domains/auth-code.ts')).command,
  },
  {
    path: ['domains', 'autorenew', 'off'],
    summary: 'Let domains lapse unless somebody renews them',
    load: async () => (await import('./domains/autorenew/off.ts')).command,
  },
  {
    path: ['domains', 'autorenew', 'on'],
    summary: 'Let the registrar renew domains by itself',
    load: async () => (await import('./domains/autorenew/on.ts')).command,
  },
  {
    path: ['domains', 'check'],
    summary: 'Ask registrars whether names can be had',
    load: async () => (await import('./domains/check.ts')).command,
  },
  {
    path: ['domains', 'contacts', 'get'],
    summary: 'Show the contacts of a domain, in the form that `contacts set` takes',
    load: async () => (await import('./domains/contacts/get.ts')).command,
  },
  {
    path: ['domains', 'contacts', 'set'],
    summary: 'Set the contacts of domains from a contact file',
    load: async () => (await import('./domains/contacts/set.ts')).command,
  },
  {
    path: ['domains', 'contacts', 'verify'],
    summary: 'Send the mail again with which the registrant confirms the address',
    load: async () => (await import('./domains/contacts/verify.ts')).command,
  },
  {
    path: ['domains', 'dnssec', 'disable'],
    summary: 'Take every DS away from the registry',
    load: async () => (await import('./domains/dnssec/disable.ts')).command,
  },
  {
    path: ['domains', 'dnssec', 'enable'],
    summary: 'Put the DS of the keys that the zone is signed with at the registry',
    load: async () => (await import('./domains/dnssec/enable.ts')).command,
  },
  {
    path: ['domains', 'dnssec', 'get'],
    summary: 'Compare the DS at the registry with the keys that the name servers serve',
    load: async () => (await import('./domains/dnssec/get.ts')).command,
  },
  {
    path: ['domains', 'dnssec', 'sync'],
    summary: 'Bring the DS at the registry in step with the keys of the zone',
    load: async () => (await import('./domains/dnssec/sync.ts')).command,
  },
  {
    path: ['domains', 'expiring'],
    summary:
      'Show what lapses soon in any account, and whether the registrar will renew it; exit code 3 if any',
    load: async () => (await import('./domains/expiring.ts')).command,
  },
  {
    path: ['domains', 'get'],
    summary: 'Show a registration: status, dates, locks, name servers, DS',
    load: async () => (await import('./domains/get.ts')).command,
  },
  {
    path: ['domains', 'glue', 'delete'],
    summary: 'Delete a host record',
    load: async () => (await import('./domains/glue/delete.ts')).command,
  },
  {
    path: ['domains', 'glue', 'list'],
    summary: 'List the host records of a domain',
    load: async () => (await import('./domains/glue/list.ts')).command,
  },
  {
    path: ['domains', 'glue', 'set'],
    summary: 'Set the addresses of a name server inside the domain',
    load: async () => (await import('./domains/glue/set.ts')).command,
  },
  {
    path: ['domains', 'list'],
    summary: 'List the registrations of all accounts',
    load: async () => (await import('./domains/list.ts')).command,
  },
  {
    path: ['domains', 'lock'],
    summary: 'Lock domains against a transfer away',
    load: async () => (await import('./domains/lock.ts')).command,
  },
  {
    path: ['domains', 'ns', 'get'],
    summary: 'Show the name servers that the registrar delegates a domain to',
    load: async () => (await import('./domains/ns/get.ts')).command,
  },
  {
    path: ['domains', 'ns', 'reset'],
    summary: "Delegate a domain to the registrar's own name servers, once they answer for all of it",
    load: async () => (await import('./domains/ns/reset.ts')).command,
  },
  {
    path: ['domains', 'ns', 'set'],
    summary: 'Delegate a domain to other name servers, once they answer for all of it',
    load: async () => (await import('./domains/ns/set.ts')).command,
  },
  {
    path: ['domains', 'price'],
    summary: 'Compare what a name costs at every registrar: first year, renewal, transfer, total',
    load: async () => (await import('./domains/price.ts')).command,
  },
  {
    path: ['domains', 'privacy', 'off'],
    summary: 'Show the contacts of domains to everybody',
    load: async () => (await import('./domains/privacy/off.ts')).command,
  },
  {
    path: ['domains', 'privacy', 'on'],
    summary: 'Hide the contacts of domains',
    load: async () => (await import('./domains/privacy/on.ts')).command,
  },
  {
    path: ['domains', 'register'],
    summary: 'Register domains: quote, guard, question, purchase',
    load: async () => (await import('./domains/register.ts')).command,
  },
  {
    path: ['domains', 'renew'],
    summary: 'Renew domains: quote, guard, question, purchase',
    load: async () => (await import('./domains/renew.ts')).command,
  },
  {
    path: ['domains', 'search'],
    summary: 'Search names like a word; available ones unless --all',
    load: async () => (await import('./domains/search.ts')).command,
  },
  {
    path: ['domains', 'transfer', 'approve'],
    summary: 'Let a domain leave for another registrar at once',
    load: async () => (await import('./domains/transfer/approve.ts')).command,
  },
  {
    path: ['domains', 'transfer', 'cancel'],
    summary: 'Stop a transfer',
    load: async () => (await import('./domains/transfer/cancel.ts')).command,
  },
  {
    path: ['domains', 'transfer', 'start'],
    summary: 'Move a domain to this account from another registrar',
    load: async () => (await import('./domains/transfer/start.ts')).command,
  },
  {
    path: ['domains', 'transfer', 'status'],
    summary: 'Show how a transfer stands',
    load: async () => (await import('./domains/transfer/status.ts')).command,
  },
  {
    path: ['domains', 'unlock'],
    summary: 'Take the lock against a transfer off',
    load: async () => (await import('./domains/unlock.ts')).command,
  },
  {
    path: ['drift'],
    summary: 'Report where zones differ from their files; exit 3 where they do',
    load: async () => (await import('./drift/index.ts')).command,
  },
  {
    path: ['extensions', 'install'],
    summary: 'Install a program that adds a command, from a folder or a git repository',
    load: async () => (await import('./extensions/install.ts')).command,
  },
  {
    path: ['extensions', 'list'],
    summary:
      'List the programs that add commands, installed or on PATH: regctl-NAME is called by regctl NAME',
    load: async () => (await import('./extensions/list.ts')).command,
  },
  {
    path: ['extensions', 'remove'],
    summary: 'Take an installed extension away',
    load: async () => (await import('./extensions/remove.ts')).command,
  },
  {
    path: ['extensions', 'upgrade'],
    summary: 'Bring installed extensions up to date with their folder or repository',
    load: async () => (await import('./extensions/upgrade.ts')).command,
  },
  {
    path: ['fmt'],
    summary: 'Write zone files in canonical layout; comments and directives of master files are lost',
    load: async () => (await import('./fmt/index.ts')).command,
  },
  {
    path: ['help'],
    summary: 'Show help for a command or a topic',
    load: async () => (await import('./help/index.ts')).command,
  },
  {
    path: ['hostnames', 'check'],
    summary: 'Ask the DNS for what the customer sets, and say what is there',
    load: async () => (await import('./hostnames/check.ts')).command,
  },
  {
    path: ['hostnames', 'create'],
    summary: 'Take in a name of a customer and show what the customer sets',
    load: async () => (await import('./hostnames/create.ts')).command,
  },
  {
    path: ['hostnames', 'delete'],
    summary: 'Take a custom hostname away with its certificate: it is served no more',
    load: async () => (await import('./hostnames/delete.ts')).command,
  },
  {
    path: ['hostnames', 'fallback', 'get'],
    summary: 'Show the fallback origin of a zone and whether it is in use',
    load: async () => (await import('./hostnames/fallback/get.ts')).command,
  },
  {
    path: ['hostnames', 'fallback', 'set'],
    summary: 'Set where custom hostnames lead that have no origin of their own',
    load: async () => (await import('./hostnames/fallback/set.ts')).command,
  },
  {
    path: ['hostnames', 'get'],
    summary: 'Show a custom hostname: both states, and the records that the customer sets',
    load: async () => (await import('./hostnames/get.ts')).command,
  },
  {
    path: ['hostnames', 'list'],
    summary: 'List custom hostnames with both their states, those that are not served first',
    load: async () => (await import('./hostnames/list.ts')).command,
  },
  {
    path: ['hostnames', 'refresh'],
    summary: 'Let the provider check a custom hostname again now',
    load: async () => (await import('./hostnames/refresh.ts')).command,
  },
  {
    path: ['init'],
    summary:
      'Begin a project: connect an account if there is none, and write regctl.yaml with the zones as files',
    load: async () => (await import('./init/index.ts')).command,
  },
  {
    path: ['invitations', 'accept'],
    summary: 'Accept an invitation, and log in with the first key',
    load: async () => (await import('./invitations/accept.ts')).command,
  },
  {
    path: ['invitations', 'create'],
    summary: 'Invite somebody, and print the token to send them',
    load: async () => (await import('./invitations/create.ts')).command,
  },
  {
    path: ['invitations', 'delete'],
    summary: 'Take an open invitation back',
    load: async () => (await import('./invitations/delete.ts')).command,
  },
  {
    path: ['invitations', 'get'],
    summary: 'Show an invitation, without its token',
    load: async () => (await import('./invitations/get.ts')).command,
  },
  {
    path: ['invitations', 'list'],
    summary: 'List invitations, without their tokens',
    load: async () => (await import('./invitations/list.ts')).command,
  },
  {
    path: ['mcp', 'serve'],
    summary: 'Serve tools to an agent over stdin and stdout',
    load: async () => (await import('./mcp/serve.ts')).command,
  },
  {
    path: ['mcp', 'tools'],
    summary: 'List the tools that an agent gets',
    load: async () => (await import('./mcp/tools.ts')).command,
  },
  {
    path: ['members', 'delete'],
    summary: 'Take a member out and end its keys',
    load: async () => (await import('./members/delete.ts')).command,
  },
  {
    path: ['members', 'get'],
    summary: 'Show a member',
    load: async () => (await import('./members/get.ts')).command,
  },
  {
    path: ['members', 'list'],
    summary: 'List members and their roles',
    load: async () => (await import('./members/list.ts')).command,
  },
  {
    path: ['members', 'update'],
    summary: 'Change what a member may do, from its next request on',
    load: async () => (await import('./members/update.ts')).command,
  },
  {
    path: ['ops', 'cancel'],
    summary: 'Stop a transfer, give up a move, or end background work that does not run',
    load: async () => (await import('./ops/cancel.ts')).command,
  },
  {
    path: ['ops', 'dead-letters'],
    summary: 'List background work that was given up, newest first',
    load: async () => (await import('./ops/dead-letters.ts')).command,
  },
  {
    path: ['ops', 'get'],
    summary: 'Show one entry of the journal; of a request to a registrar also how it stands now',
    load: async () => (await import('./ops/get.ts')).command,
  },
  {
    path: ['ops', 'list'],
    summary: 'List what was applied to zones, asked of registrars and done in the background, newest first',
    load: async () => (await import('./ops/list.ts')).command,
  },
  {
    path: ['ops', 'retry'],
    summary: 'Let background work begin anew that was given up',
    load: async () => (await import('./ops/retry.ts')).command,
  },
  {
    path: ['ops', 'wait'],
    summary: 'Wait until a registrar is done with a request, or background work is',
    load: async () => (await import('./ops/wait.ts')).command,
  },
  {
    path: ['orgs', 'create'],
    summary: 'Make an organization that you own, and print its first key',
    load: async () => (await import('./orgs/create.ts')).command,
  },
  {
    path: ['orgs', 'delete'],
    summary: 'Delete your organization with its members, keys and secrets',
    load: async () => (await import('./orgs/delete.ts')).command,
  },
  {
    path: ['orgs', 'get'],
    summary: 'Show an organization',
    load: async () => (await import('./orgs/get.ts')).command,
  },
  {
    path: ['orgs', 'limits'],
    summary: 'Show what your organization may have, and what it has',
    load: async () => (await import('./orgs/limits.ts')).command,
  },
  {
    path: ['orgs', 'list'],
    summary: 'List the organizations that you belong to',
    load: async () => (await import('./orgs/list.ts')).command,
  },
  {
    path: ['orgs', 'update'],
    summary: 'Give your organization another name',
    load: async () => (await import('./orgs/update.ts')).command,
  },
  {
    path: ['owners', 'claim'],
    summary: 'Let regctl change what another writer owns',
    load: async () => (await import('./owners/claim.ts')).command,
  },
  {
    path: ['owners', 'list'],
    summary: 'List the records that other writers own, by their markers or your rules',
    load: async () => (await import('./owners/list.ts')).command,
  },
  {
    path: ['owners', 'release'],
    summary: 'Leave the records of another writer alone again',
    load: async () => (await import('./owners/release.ts')).command,
  },
  {
    path: ['plan'],
    summary: 'Show what the files of the project would change',
    load: async () => (await import('./plan/index.ts')).command,
  },
  {
    path: ['profiles', 'create'],
    summary: 'Create a profile, or change one',
    load: async () => (await import('./profiles/create.ts')).command,
  },
  {
    path: ['profiles', 'delete'],
    summary: 'Delete a profile',
    load: async () => (await import('./profiles/delete.ts')).command,
  },
  {
    path: ['profiles', 'get'],
    summary: 'Show a profile',
    load: async () => (await import('./profiles/get.ts')).command,
  },
  {
    path: ['profiles', 'list'],
    summary: 'List the profiles',
    load: async () => (await import('./profiles/list.ts')).command,
  },
  {
    path: ['profiles', 'use'],
    summary: 'Make a profile the default of this user',
    load: async () => (await import('./profiles/use.ts')).command,
  },
  {
    path: ['pull'],
    summary: 'Write the live state of zones into the files of the project',
    load: async () => (await import('./pull/index.ts')).command,
  },
  {
    path: ['roles', 'create'],
    summary: 'Make a role',
    load: async () => (await import('./roles/create.ts')).command,
  },
  {
    path: ['roles', 'delete'],
    summary: 'Delete a role that nobody has',
    load: async () => (await import('./roles/delete.ts')).command,
  },
  {
    path: ['roles', 'get'],
    summary: 'Show a role',
    load: async () => (await import('./roles/get.ts')).command,
  },
  {
    path: ['roles', 'list'],
    summary: 'List roles and what they may do',
    load: async () => (await import('./roles/list.ts')).command,
  },
  {
    path: ['roles', 'update'],
    summary: 'Change a role, for everybody who has it at once',
    load: async () => (await import('./roles/update.ts')).command,
  },
  {
    path: ['schema'],
    summary: 'Print the command tree, or the JSON Schema of a format or of what a command prints',
    load: async () => (await import('./schema/index.ts')).command,
  },
  {
    path: ['server', 'backup'],
    summary: 'Copy the stores and exports of a server, also while it runs',
    load: async () => (await import('./server/backup.ts')).command,
  },
  {
    path: ['server', 'doctor'],
    summary: 'Check the data folder of a server: files, vault, audit log',
    load: async () => (await import('./server/doctor.ts')).command,
  },
  {
    path: ['server', 'keys', 'rotate'],
    summary: 'Wrap the data keys of the vault by a new master key',
    load: async () => (await import('./server/keys/rotate.ts')).command,
  },
  {
    path: ['server', 'limits'],
    summary: 'Show or set what organizations of a server may have',
    load: async () => (await import('./server/limits.ts')).command,
  },
  {
    path: ['server', 'migrate'],
    summary: 'Bring the stores of a server to the present schema',
    load: async () => (await import('./server/migrate.ts')).command,
  },
  {
    path: ['server', 'passwords', 'link'],
    summary: 'Print a link by which somebody sets a password, once',
    load: async () => (await import('./server/passwords/link.ts')).command,
  },
  {
    path: ['server', 'restore'],
    summary: 'Bring the copies of a backup into an empty data folder',
    load: async () => (await import('./server/restore.ts')).command,
  },
  {
    path: ['server', 'start'],
    summary: 'Start a control plane on this machine',
    load: async () => (await import('./server/start.ts')).command,
  },
  {
    path: ['update'],
    summary: 'Replace regctl by a newer release, whose signature is verified first',
    load: async () => (await import('./update/index.ts')).command,
  },
  {
    path: ['validate'],
    summary: 'Check zone files and the project file, without any network',
    load: async () => (await import('./validate/index.ts')).command,
  },
  {
    path: ['version'],
    summary: 'Print version, commit, target, Node.js and mode',
    load: async () => (await import('./version/index.ts')).command,
  },
  {
    path: ['webhooks', 'create'],
    summary: 'Add a webhook endpoint and print its secret, this once',
    load: async () => (await import('./webhooks/create.ts')).command,
  },
  {
    path: ['webhooks', 'delete'],
    summary: 'Delete a webhook endpoint with what was sent to it',
    load: async () => (await import('./webhooks/delete.ts')).command,
  },
  {
    path: ['webhooks', 'deliveries'],
    summary: 'List what was sent to webhook endpoints, newest first',
    load: async () => (await import('./webhooks/deliveries.ts')).command,
  },
  {
    path: ['webhooks', 'get'],
    summary: 'Show a webhook endpoint',
    load: async () => (await import('./webhooks/get.ts')).command,
  },
  {
    path: ['webhooks', 'list'],
    summary: 'List webhook endpoints',
    load: async () => (await import('./webhooks/list.ts')).command,
  },
  {
    path: ['webhooks', 'replay'],
    summary: 'Send again what a webhook endpoint did not take',
    load: async () => (await import('./webhooks/replay.ts')).command,
  },
  {
    path: ['webhooks', 'test'],
    summary: 'Send a test message to a webhook endpoint',
    load: async () => (await import('./webhooks/test.ts')).command,
  },
  {
    path: ['webhooks', 'update'],
    summary: 'Change a webhook endpoint, or give it a new secret',
    load: async () => (await import('./webhooks/update.ts')).command,
  },
  {
    path: ['zones', 'check'],
    summary: 'Check a zone against the rules of DNS and mail',
    load: async () => (await import('./zones/check.ts')).command,
  },
  {
    path: ['zones', 'copy'],
    summary: 'Copy the records of a zone to another account, with what gets lost listed before',
    load: async () => (await import('./zones/copy.ts')).command,
  },
  {
    path: ['zones', 'create'],
    summary: 'Create an empty zone',
    load: async () => (await import('./zones/create.ts')).command,
  },
  {
    path: ['zones', 'delete'],
    summary: 'Delete a zone with all its records, keeping a snapshot',
    load: async () => (await import('./zones/delete.ts')).command,
  },
  {
    path: ['zones', 'diff'],
    summary: 'Compare a zone with a file, another account, or what its name servers answer',
    load: async () => (await import('./zones/diff.ts')).command,
  },
  {
    path: ['zones', 'edit'],
    summary: 'Edit a zone as a master file, then see the plan and apply it',
    load: async () => (await import('./zones/edit.ts')).command,
  },
  {
    path: ['zones', 'export'],
    summary: 'Write a zone as a master file or YAML',
    load: async () => (await import('./zones/export.ts')).command,
  },
  {
    path: ['zones', 'exports', 'get'],
    summary: 'Write an export of a zone as a master file',
    load: async () => (await import('./zones/exports/get.ts')).command,
  },
  {
    path: ['zones', 'exports', 'list'],
    summary: 'List the exports that the control plane keeps, by zone and day',
    load: async () => (await import('./zones/exports/list.ts')).command,
  },
  {
    path: ['zones', 'get'],
    summary: 'Show what is known about a zone besides its records',
    load: async () => (await import('./zones/get.ts')).command,
  },
  {
    path: ['zones', 'history'],
    summary: 'List the states of a zone that were kept, newest first',
    load: async () => (await import('./zones/history.ts')).command,
  },
  {
    path: ['zones', 'import'],
    summary: 'Bring the records of a file into a zone, after showing the plan',
    load: async () => (await import('./zones/import.ts')).command,
  },
  {
    path: ['zones', 'list'],
    summary: 'List the zones of all accounts',
    load: async () => (await import('./zones/list.ts')).command,
  },
  {
    path: ['zones', 'move'],
    summary: 'Move a zone to another DNS host without a moment in the dark; goes on where it stopped',
    load: async () => (await import('./zones/move.ts')).command,
  },
  {
    path: ['zones', 'protect'],
    summary: 'Protect names and types from every change, set them aside for other writers, or set thresholds',
    load: async () => (await import('./zones/protect.ts')).command,
  },
  {
    path: ['zones', 'restore'],
    summary: 'Bring a zone back to a state that was kept, through a plan',
    load: async () => (await import('./zones/restore.ts')).command,
  },
  {
    path: ['zones', 'unprotect'],
    summary: 'Take a rule of a zone back',
    load: async () => (await import('./zones/unprotect.ts')).command,
  },
];
