import { RegctlError } from '../../core/errors.ts';
import type { Argument, CommandRecord } from '../command-record.ts';
import type { Flag } from '../flag.ts';
import { describeFlag } from '../help.ts';
import type { Registry } from '../registry.ts';

/** Commands that read, by their words. What prints a secret (auth codes, keys) or a person's data is not among them. */
const READS = [
  'accounts capabilities',
  'accounts list',
  'certs check',
  'certs get',
  'certs list',
  'dns get',
  'dns list',
  'dns query',
  'domains check',
  'domains expiring',
  'domains get',
  'domains list',
  'domains ns get',
  'domains price',
  'domains search',
  'drift',
  'hostnames get',
  'hostnames list',
  'ops get',
  'ops list',
  'owners list',
  'plan',
  'zones check',
  'zones get',
  'zones history',
  'zones list',
];

/** Commands that change records: a call gives the plan, and `apply_plan` carries it out once a person agreed. */
const PLANS = ['dns create', 'dns delete', 'dns set', 'dns update', 'zones restore'];

/** Commands that cost money: a call needs a price limit and a person who agrees. */
const PURCHASES = ['domains register', 'domains renew'];

/** Flags that are no matter of the one who calls: how it is printed, who agreed, how far guards reach. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'accept-terms',
  'allow-deletes',
  'any-price',
  'dry-run',
  'file',
  'out',
  'summary',
  'wait',
]);

export type ToolKind = 'read' | 'plan' | 'purchase' | 'apply';

/** A tool as an MCP client sees it, and the command behind it. */
export interface Tool {
  readonly kind: ToolKind;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: ToolSchema;
  /** Absent for `apply_plan`, which is no command's. */
  readonly command?: { readonly name: string; readonly record: CommandRecord };
}

export interface ToolSchema {
  readonly type: 'object';
  readonly properties: { readonly [name: string]: object };
  readonly required: string[];
  readonly additionalProperties: false;
}

const APPLY: Tool = {
  kind: 'apply',
  name: 'apply_plan',
  description:
    'Carry out a plan that another tool gave, after a person agreed to it. Nothing else is written.',
  inputSchema: {
    type: 'object',
    properties: { plan: { type: 'string', description: 'id of the plan' } },
    required: ['plan'],
    additionalProperties: false,
  },
};

/** Gives the tools: those that read, and with `allowWrites` those that plan and buy. */
export async function listTools(registry: Registry, allowWrites: boolean): Promise<readonly Tool[]> {
  const names: readonly (readonly [kind: ToolKind, name: string])[] = [
    ...READS.map((name) => ['read', name] as const),
    ...(allowWrites ? PLANS.map((name) => ['plan', name] as const) : []),
    ...(allowWrites ? PURCHASES.map((name) => ['purchase', name] as const) : []),
  ];
  const tools = await Promise.all(
    names.flatMap(([kind, name]) => {
      const entry = registry.commands.find(({ path }) => path.join(' ') === name);
      return entry === undefined ? [] : [entry.load().then((record) => toTool(kind, name, record))];
    }),
  );
  return allowWrites ? [...tools, APPLY] : tools;
}

/**
 * Says why there is no tool of a name: it writes and the server only reads, or nothing is called so.
 *
 * @param offered - the names of those that there are
 */
export function noSuchTool(name: string, offered: readonly string[]): RegctlError {
  const writes = [...PLANS, ...PURCHASES].map(toolName).concat(APPLY.name);
  if (writes.includes(name) && !offered.includes(APPLY.name))
    return new RegctlError('PERMISSION_MISSING', `the tool ${name} is not offered`, {
      reason: 'this server only reads',
      hint: 'whoever set it up may start it as `regctl mcp serve --allow-writes`',
    });
  return new RegctlError('NOT_FOUND', `there is no tool ${name}`, {
    reason: `the tools are ${offered.join(', ')}`,
    hint: 'list the tools, and call one of them',
  });
}

function toolName(command: string): string {
  return command.replaceAll(/[ -]/g, '_');
}

function toTool(kind: ToolKind, name: string, record: CommandRecord): Tool {
  const flags = Object.entries(record.flags).filter(([flag]) => !LEFT_OUT.has(flag));
  const note = {
    read: '',
    plan: ' Writes nothing: it gives a plan, which apply_plan carries out once a person agreed.',
    purchase: ' Costs money: a person is asked, and nothing is paid above max-price.',
    apply: '',
  }[kind];
  return {
    kind,
    name: toolName(name),
    description: `${record.summary}.${record.description === undefined ? '' : ` ${record.description}`}${note}`,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries([
        ...record.args.map((argument) => [argument.name, argumentSchema(argument)] as const),
        ...flags.map(([flag, about]) => [flag, flagSchema(about)] as const),
        ['account', { type: 'string', description: 'provider account to use' }],
      ]),
      required: [
        ...record.args.filter((argument) => argument.optional !== true).map((argument) => argument.name),
        ...(kind === 'purchase' ? ['max-price'] : []),
      ],
      additionalProperties: false,
    },
    command: { name, record },
  };
}

function argumentSchema(argument: Argument): object {
  const { description } = argument;
  return argument.variadic === true
    ? { type: 'array', items: { type: 'string' }, description }
    : { type: 'string', description };
}

function flagSchema(flag: Flag): object {
  const description = describeFlag(flag);
  switch (flag.type) {
    case 'boolean':
      return { type: 'boolean', description };
    case 'integer':
      return { type: 'integer', description };
    case 'list':
      return { type: 'array', items: { type: 'string' }, description };
    case 'string':
    case 'duration':
      return {
        type: 'string',
        description,
        ...(flag.choices === undefined ? {} : { enum: flag.choices }),
      };
  }
}
