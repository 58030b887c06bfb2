import type { FlagValue } from './flag.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv', 'name', 'zone'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Flags that every command takes; `regctl help flags` prints them, no command repeats them. */
export const GLOBAL_FLAGS = {
  help: { type: 'boolean', short: 'h', description: 'show help' },
  version: { type: 'boolean', description: 'print the version' },
  json: {
    type: 'string',
    value: 'FIELDS',
    description: 'print JSON, all fields or only those named: --json or --json=name,type',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FORMAT',
    choices: ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv', 'name', 'zone'],
    description: 'output format',
  },
  fields: { type: 'string', value: 'FIELDS', description: 'columns to print, separated by commas' },
  sort: { type: 'string', value: 'FIELD', description: 'sort by a field; with - in front from the end' },
  filter: {
    type: 'list',
    value: 'FIELD=VALUE',
    description: 'keep rows whose field is the value; * stands for anything',
  },
  'no-headers': { type: 'boolean', description: 'leave the header line out' },
  limit: { type: 'integer', value: 'N', description: 'print at most so many rows' },
  jq: { type: 'string', value: 'EXPRESSION', description: 'run a jq expression over the JSON output' },
  template: {
    type: 'string',
    value: 'TEMPLATE',
    description: 'print the JSON output through a template: {{range .}}{{.name}}{{"\\n"}}{{end}}',
  },
  yes: {
    type: 'boolean',
    short: 'y',
    description: 'answer yes to ordinary confirmations; never passes a guard',
  },
  'no-input': { type: 'boolean', description: 'never ask; fail instead' },
  quiet: { type: 'boolean', short: 'q', description: 'leave notices out' },
  verbose: { type: 'boolean', description: 'say more about requests and errors' },
  debug: { type: 'boolean', description: 'trace requests on stderr, secrets removed' },
  annotate: {
    type: 'boolean',
    description: 'write failures, warnings and findings on stderr as annotations of GitHub Actions',
  },
  profile: { type: 'string', value: 'NAME', completes: 'profile', description: 'settings of a profile' },
  account: { type: 'string', value: 'NAME', completes: 'account', description: 'provider account to use' },
  config: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    description: 'project file instead of regctl.yaml',
  },
  mode: {
    type: 'string',
    value: 'MODE',
    choices: ['local', 'hosted'],
    description: 'straight to providers, or through a control plane',
  },
  timeout: {
    type: 'duration',
    value: 'TIME',
    description: 'how long to wait for a lock or a state: 90s, 5m, 1h',
  },
  color: {
    type: 'string',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    description: 'when to colour',
  },
  'no-color': { type: 'boolean', description: 'the same as --color never' },
} as const;

export type GlobalFlagName = keyof typeof GLOBAL_FLAGS;

/** Global flags as given; what was not given is undefined. */
export type GlobalFlags = { readonly [N in GlobalFlagName]?: FlagValue };
