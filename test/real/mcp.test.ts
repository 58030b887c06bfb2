import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));
/** The standalone binary where one is named, else the sources. */
const [COMMAND, ...FIRST] =
  process.env['REGCTL_BIN'] === undefined ? [process.execPath, BIN] : [process.env['REGCTL_BIN']];
const CANARY = 'canary-3f9a77';

let home: string;
let environment: { [name: string]: string };
let open: Client[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'regctl-mcp-'));
  open = [];
  environment = {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    REGCTL_PASSPHRASE: CANARY,
    POWERDNS_API_KEY: CANARY,
  };
  writeFileSync(join(home, 'canary'), CANARY);
  regctl('accounts add zonefile --name local --endpoint zones');
  regctl('zones create example.org --nameserver ns1.example.net');
  regctl('dns set example.org www A 192.0.2.1 --ttl 300');
});
afterEach(async () => {
  await Promise.all(open.map((client) => client.close()));
  rmSync(home, { recursive: true, force: true });
});

function regctl(words: string): string {
  const { stdout, stderr, status } = spawnSync(COMMAND ?? '', [...FIRST, ...words.split(' ')], {
    cwd: home,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Connects the client of the official SDK. @param answer - what the person behind it says; nobody is there without */
async function connect(flags: readonly string[], answer?: boolean): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { capabilities: answer === undefined ? {} : { elicitation: {} } },
  );
  if (answer !== undefined)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      expect(params.message).toContain('192.0.2.9');
      return { action: 'accept' as const, content: { agree: answer } };
    });
  await client.connect(
    new StdioClientTransport({
      command: COMMAND ?? '',
      args: [...FIRST, 'mcp', 'serve', ...flags],
      cwd: home,
      env: environment,
      stderr: 'ignore',
    }),
  );
  open.push(client);
  return client;
}

interface Answer {
  readonly failed: boolean;
  readonly text: string;
  readonly value: unknown;
}

async function call(client: Client, name: string, input: { [name: string]: unknown }): Promise<Answer> {
  const { isError, content } = (await client.callTool({ name, arguments: input })) as unknown as {
    readonly isError?: boolean;
    readonly content: readonly [{ readonly text: string }];
  };
  const [{ text }] = content;
  expect(text).not.toContain(CANARY);
  return { failed: isError === true, text, value: JSON.parse(text) as unknown };
}

const served = (): string => regctl('dns list example.org --type A');
const change = { zone: 'example.org', name: 'www', type: 'A', value: ['192.0.2.9'] };

describe('an agent', () => {
  it('only reads, unless it is let', async () => {
    const client = await connect([]);
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(10);
    for (const tool of tools)
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    const names = tools.map(({ name }) => name);
    expect(names).toContain('dns_list');
    expect(names.filter((name) => /set|delete|apply|register|auth_code|download/.test(name))).toEqual([]);
    expect((await call(client, 'dns_list', { zone: 'example.org', type: ['A'] })).value).toMatchObject([
      { name: 'www', type: 'A' },
    ]);
    expect(await call(client, 'dns_set', change)).toMatchObject({ failed: true });
    expect((await call(client, 'dns_list', { zone: 'nowhere.example' })).text).toContain('ZONE_NOT_FOUND');
  });

  it.each([
    ['dns_set', 'PERMISSION_MISSING', '--allow-writes'],
    ['domains_register', 'PERMISSION_MISSING', '--allow-writes'],
    ['apply_plan', 'PERMISSION_MISSING', '--allow-writes'],
    ['dns_lst', 'NOT_FOUND', 'dns_list'],
  ])('is told why there is no %s', async (tool, code, word) => {
    const refused = await call(await connect([]), tool, {});
    expect(refused).toMatchObject({ failed: true, value: { error: { code } } });
    expect(refused.text).toContain(word);
  });

  it('gets a plan, and is refused a write without approval', async () => {
    const client = await connect(['--allow-writes']);
    const planned = await call(client, 'dns_set', change);
    const { plan } = planned.value as { readonly plan: { readonly id: string; readonly format: string } };
    expect(plan.format).toBe('regctl.plan/v1');
    const refused = await call(client, 'apply_plan', { plan: plan.id });
    expect(refused).toMatchObject({ failed: true });
    expect(refused.text).toContain('CONFIRMATION_REQUIRED');
    expect(served()).toContain('192.0.2.1');
    // What it was refused a person may do.
    const [file = ''] = readdirSync(join(home, '.local/state/regctl/mcp'));
    regctl(`apply .local/state/regctl/mcp/${file}`);
    expect(served()).toContain('192.0.2.9');
  });

  it.each([
    [true, '192.0.2.9'],
    [false, '192.0.2.1'],
  ])('writes when the person behind the client says %s: the zone then has %s', async (answer, expected) => {
    const client = await connect(['--allow-writes'], answer);
    const { plan } = (await call(client, 'dns_set', change)).value as {
      readonly plan: { readonly id: string };
    };
    expect(await call(client, 'apply_plan', { plan: plan.id })).toMatchObject({ failed: !answer });
    expect(served()).toContain(expected);
    if (answer)
      expect((await call(client, 'apply_plan', { plan: plan.id })).text).toContain('PLAN_NOT_FOUND');
  });

  it('buys nothing without a limit', async () => {
    const client = await connect(['--allow-writes']);
    const { tools } = await client.listTools();
    const register = tools.find(({ name }) => name === 'domains_register');
    expect(register?.inputSchema.required).toContain('max-price');
    expect(register?.inputSchema.properties).not.toHaveProperty('any-price');
    expect((await call(client, 'domains_renew', { name: ['example.org'] })).text).toContain(
      'needs max-price',
    );
    expect((await call(client, 'domains_renew', { name: ['example.org'], 'any-price': true })).failed).toBe(
      true,
    );
  });

  it('passes no flag as a value, and reads no file', async () => {
    const client = await connect(['--allow-writes']);
    expect((await call(client, 'dns_set', { ...change, value: ['@canary'] })).text).toContain('no file');
    expect((await call(client, 'dns_set', { ...change, value: ['-'] })).text).toContain('no file');
    expect((await call(client, 'dns_list', { zone: '--config=canary' })).failed).toBe(true);
    expect((await call(client, 'dns_list', { zone: 'example.org', config: 'canary' })).text).toContain(
      'has no config',
    );
    expect(readFileSync(join(home, 'canary'), 'utf8')).toBe(CANARY);
  });
});
