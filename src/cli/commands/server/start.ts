import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { CHALLENGE_FLAGS } from '../../challenge-config.ts';
import { OBSERVING_FLAGS } from '../../observing-config.ts';
import { DATA_FLAG, readServerConfig } from '../../server-config.ts';
import type { RunningServer } from '../../../ports/server-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Start a control plane on this machine',
  description:
    'Needs no configuration: stores and keys are made in the data folder at the first start, and a one-time token for the first login is printed. It listens on this machine alone unless told otherwise, and runs until it is asked to stop; what is at hand is finished first.',
  examples: [
    { command: 'regctl server start', does: 'on this machine, http://127.0.0.1:8765' },
    {
      command: 'regctl server start --data /var/lib/regctl --trusted-proxy 127.0.0.1',
      does: 'behind a reverse proxy',
    },
    {
      command:
        'regctl server start --challenge-zone acme.example.net --challenge-nameserver ns1.example.net=192.0.2.53',
      does: 'and answer challenges for domains that lead there',
    },
    { command: 'regctl server start --check', does: 'check configuration and stores, and end' },
  ],
  args: [],
  flags: {
    ...DATA_FLAG,
    host: { type: 'string', value: 'ADDRESS', description: 'address to listen on, 127.0.0.1 when omitted' },
    port: {
      type: 'integer',
      value: 'PORT',
      description: 'port to listen on, 8765 when omitted; 0 takes a free one',
    },
    'public-url': {
      type: 'string',
      value: 'URL',
      description: 'its address as people and programs know it; where it listens when omitted',
    },
    'trusted-proxy': {
      type: 'list',
      value: 'ADDRESS',
      description: "proxy whose word on the client's address is taken",
    },
    'allow-private-addresses': {
      type: 'boolean',
      description: "let accounts reach private addresses: name servers of one's own",
    },
    'allow-file-providers': {
      type: 'boolean',
      description: 'let accounts read and write zone files on this machine',
    },
    ...CHALLENGE_FLAGS,
    ...OBSERVING_FLAGS,
    check: { type: 'boolean', description: 'check configuration and stores without listening' },
  },
  fields: [
    { name: 'url', description: 'where it listens' },
    { name: 'setupToken', description: 'one-time token of the first login; null when there was one' },
    { name: 'dataDir', description: 'data folder' },
    { name: 'metrics', description: 'where metrics are read, with --metrics' },
    { name: 'profiling', description: 'where profiles are taken, with --profiling' },
  ],
  exitCodes: {
    1: 'the master key of its vault is not there',
    7: 'another server runs on the data folder',
    10: 'the address is in use',
  },
  writes: true,
  run: async (context, { flags }) => {
    const config = await readServerConfig(context, flags);
    const host = await context.server();
    if (flags.check) {
      await host.check(config);
      const url = `http://${config.host}:${String(config.port)}`;
      return { kind: 'object', value: { url, setupToken: null, dataDir: config.dataDir }, nameField: 'url' };
    }
    const server = await host.start(config);
    announce(context, server, config.dataDir);
    await stopped(context.signal);
    context.notice('stopping: no new requests, those at hand are finished');
    await server.stop();
    return { kind: 'nothing' };
  },
});

/** Said at once and not at the end, which may be far: a line of JSON for programs, sentences for people. */
function announce(
  context: Context,
  { url, setupToken, challengeAddresses, observed }: RunningServer,
  dataDir: string,
): void {
  if (context.json) {
    context.io.stdout.write(
      `${JSON.stringify({ url, setupToken: setupToken ?? null, dataDir, ...observed })}\n`,
    );
    return;
  }
  const { stderr } = context.io;
  stderr.write(`${stderr.paint.green('✓')} ready on ${url}, data in ${dataDir}\n`);
  if (challengeAddresses.length > 0)
    stderr.write(`${stderr.paint.green('✓')} answering challenges on ${challengeAddresses.join(', ')}\n`);
  for (const [what, where] of Object.entries(observed))
    stderr.write(`${stderr.paint.green('✓')} ${what} on ${where}\n`);
  if (setupToken === undefined) return;
  stderr.write(
    `\n  There is no organization yet. This token makes the first one, once:\n\n    ${setupToken}\n\n  → regctl auth login --host ${url} --with-token\n\n`,
  );
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
