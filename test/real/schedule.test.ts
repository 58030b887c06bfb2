import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine } from '../../src/adapters/machine/index.ts';
import { parseEvery } from '../../src/core/schedule/schedule.ts';
import { systemdSchedule } from '../../src/core/schedule/systemd.ts';
import type { Machine } from '../../src/ports/machine.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';
import { hasProgram } from '../support/programs.ts';

/** Every pause that a calendar can hold, in minutes. */
const PAUSES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440];
/** A path that nothing may trip over: blank, quotes, per cent and dollar sign. */
const ODD = "od d'100%$HOME";

let home: CliHome;
let self: string;
beforeEach(() => {
  home = createCliHome();
  mkdirSync(join(home.folder, 'bin'));
  mkdirSync(join(home.folder, ODD));
  // Stands in for regctl, and writes down how it was called.
  self = program(
    join(ODD, 'regctl'),
    `for one in "$@"; do echo "$one"; done > '${home.folder}/called'; env > '${home.folder}/env'`,
  );
});
afterEach(() => home.dispose());

const program = (name: string, body: string): string => {
  const path = join(home.folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
};
/** A machine of that kind, whose programs are stand-ins that write down how they were called. */
const machineOf = (platform: string, programs: readonly string[]): Machine => {
  for (const name of programs)
    program(join('bin', name), `printf '%s\\n' "${name} $*" >> '${home.folder}/runs'`);
  const path = `${join(home.folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  const machine = createMachine({ PATH: path, HOME: home.folder }, [self]);
  return { ...machine, facts: { platform, home: home.folder, userId: 1000, self: [self] } };
};
const ran = (): string => readFileSync(join(home.folder, 'runs'), 'utf8');
const run = (argv: string, machine: Machine): Promise<CliResult> =>
  home.run(argv, { machine, environment: { XDG_DATA_HOME: '/data/a b' } });
const json = async (argv: string, machine: Machine): Promise<unknown> => {
  const result = await run(`${argv} --json`, machine);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return JSON.parse(result.stdout);
};
const RENEW = 'certs\nrenew\n--mode\nlocal\n--no-input\n--quiet\n';

describe('systemd', () => {
  const folder = (): string => join(home.folder, '.config', 'systemd', 'user');

  it('is given a timer of the user, put in force, told of, and taken away', async () => {
    const machine = machineOf('linux', ['systemctl']);
    expect(await json('certs schedule status --kind systemd', machine)).toMatchObject({ installed: false });
    expect(await json('certs schedule install --kind systemd', machine)).toMatchObject({
      kind: 'systemd',
      scope: 'user',
      installed: true,
      active: true,
    });
    expect(ran()).toContain(
      'systemctl --user daemon-reload\nsystemctl --user enable --now regctl-renew.timer\n',
    );
    // A certificate that could not be renewed is not hidden from who watches the units.
    expect(readFileSync(join(folder(), 'regctl-renew.service'), 'utf8')).not.toContain('SuccessExitStatus');
    expect(await json('certs schedule remove --kind systemd', machine)).toMatchObject({ installed: false });
    expect(existsSync(join(folder(), 'regctl-renew.timer'))).toBe(false);
    expect(await json('certs schedule remove --kind systemd', machine)).toMatchObject({ installed: false });
  });

  it('hands on what a run needs, and no secret', async () => {
    const machine = machineOf('linux', []);
    const environment = {
      REGCTL_PASSPHRASE: 'correct horse',
      NODE_EXTRA_CA_CERTS: 'root.pem',
      HTTPS_PROXY: 'http://ada:word@proxy.example:3128',
      no_proxy: 'localhost',
    };
    const argv = 'certs schedule install --kind systemd --dry-run';
    const told = await home.run(argv, { machine, environment });
    const lines = told.stdout.split('\n').filter((line) => /^Environment=(?!XDG_)/.test(line));
    expect(lines.toSorted()).toEqual([
      `Environment=NODE_EXTRA_CA_CERTS=${join(home.project, 'root.pem')}`,
      'Environment=no_proxy=localhost',
    ]);
    expect(told.stderr).toContain('REGCTL_PASSPHRASE is a secret and not handed on');
    expect(told.stderr).toContain('HTTPS_PROXY is a secret and not handed on');
    for (const secret of ['correct horse', 'ada:word'])
      expect(told.stdout + told.stderr).not.toContain(secret);
    const file = { REGCTL_PASSPHRASE: 'correct horse', REGCTL_PASSPHRASE_FILE: '/run/pass' };
    const quiet = await home.run(argv, { machine, environment: file });
    expect(quiet.stdout).toContain('Environment=REGCTL_PASSPHRASE_FILE=/run/pass');
    expect(quiet.stderr).not.toContain('secret');
  });

  it('shows and changes nothing with --dry-run', async () => {
    const machine = machineOf('linux', []);
    const plan = await json('certs schedule install --kind systemd --every 15m --dry-run', machine);
    expect(plan).toMatchObject({
      texts: [expect.stringContaining('[Service]'), expect.stringContaining('OnCalendar=*:0/15')],
    });
    expect(existsSync(folder())).toBe(false);
  });

  it.runIf(hasProgram('systemd-analyze', 'systemd'))(
    'finds nothing wrong with the units, and knows every pause',
    async () => {
      await run('certs schedule install --kind systemd', machineOf('linux', ['systemctl']));
      for (const unit of ['regctl-renew.service', 'regctl-renew.timer']) {
        const verified = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder(), unit)], {
          encoding: 'utf8',
        });
        expect([unit, verified.status, verified.stderr]).toEqual([unit, 0, '']);
      }
      for (const everyMinutes of PAUSES) {
        const facts = { platform: 'linux', home: '/home/a', userId: 0, self: ['/usr/bin/regctl'] as const };
        const [, timer] = systemdSchedule({ facts, isSystem: true, everyMinutes, environment: {} }).install;
        const calendar = /OnCalendar=(.*)/.exec(timer?.op === 'write' ? timer.text : '')?.[1] ?? '';
        const answer = execFileSync(
          'systemd-analyze',
          ['calendar', '--iterations=2', '--base-time=2026-11-21 00:00:00 UTC', calendar],
          { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } },
        );
        const [first, second] = [...answer.matchAll(/(?:Next elapse|Iteration #2|Iter\. #2): (.*) UTC/g)].map(
          (one) => Date.parse(`${(one[1] ?? '').slice(4)}Z`),
        );
        expect([everyMinutes, ((second ?? 0) - (first ?? 0)) / 60_000]).toEqual([everyMinutes, everyMinutes]);
      }
    },
  );
});

describe('launchd', () => {
  it.runIf(hasProgram('python3', 'python3'))(
    'is given a property list that reads as it was meant',
    async () => {
      const machine = machineOf('darwin', ['launchctl']);
      expect(await json('certs schedule install --every 6h', machine)).toMatchObject({
        kind: 'launchd',
        active: true,
      });
      const path = join(home.folder, 'Library', 'LaunchAgents', 'dev.regctl.renew.plist');
      const read = 'import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))';
      expect(JSON.parse(execFileSync('python3', ['-c', read, path], { encoding: 'utf8' }))).toMatchObject({
        Label: 'dev.regctl.renew',
        ProgramArguments: [self, ...RENEW.trim().split('\n')],
        EnvironmentVariables: { XDG_DATA_HOME: '/data/a b' },
        StartInterval: 21_600,
      });
      expect(ran()).toContain(`launchctl bootstrap gui/1000 ${path}`);
      await json('certs schedule remove', machine);
      expect(existsSync(path)).toBe(false);
    },
  );
});

describe('the Task Scheduler', () => {
  it('is given XML that reads as it was meant, and that does not stay', async () => {
    const machine = machineOf('win32', ['schtasks']);
    const plan = (await json('certs schedule install --every 5m --dry-run', machine)) as { texts: string[] };
    const [xml = ''] = plan.texts;
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(new XMLParser().parse(xml)).toMatchObject({
      Task: {
        Triggers: { TimeTrigger: { Repetition: { Interval: 'PT5M' } } },
        Settings: { MultipleInstancesPolicy: 'IgnoreNew' },
        Actions: { Exec: { Command: self, Arguments: RENEW.trim().split('\n').join(' ') } },
      },
    });
    expect(await json('certs schedule install', machine)).toMatchObject({
      kind: 'task-scheduler',
      active: true,
    });
    expect(ran()).toMatch(/schtasks \/Create \/TN regctl.renew \/XML .* \/F/);
    expect(existsSync(join(home.folder, '.regctl-renew.xml'))).toBe(false);
  });
});

describe('cron', () => {
  const table = (): string => join(home.folder, 'table');
  const cronMachine = (): Machine => {
    const machine = machineOf('linux', []);
    program(
      join('bin', 'crontab'),
      `if [ "$1" = -l ]; then if [ -e '${home.folder}/broken' ]; then echo 'cannot open spool' >&2; exit 1; fi; cat '${table()}' 2>/dev/null || { echo 'no crontab for me' >&2; exit 1; }; else cat > '${table()}'; fi`,
    );
    return machine;
  };

  it('has one line, and every other stays to the octet', async () => {
    const others = `# mine\n\tMAILTO=me\n${Array.from({ length: 300 }, (_, i) => `0 ${i % 24} * * * echo ${i} é`).join('\n')}\n`;
    writeFileSync(table(), others);
    const machine = cronMachine();
    for (const every of ['1h', '1m', '24h', '15m'])
      expect(await json(`certs schedule install --kind cron --every ${every}`, machine)).toMatchObject({
        active: true,
      });
    const after = readFileSync(table(), 'utf8');
    expect(after.startsWith(others)).toBe(true);
    expect(after.slice(others.length)).toMatch(/^\d+-59\/15 \* \* \* \* .*# regctl-renew\n$/);
    await json('certs schedule remove --kind cron', machine);
    expect(readFileSync(table(), 'utf8')).toBe(others);
  });

  it('runs what was meant, however odd the path', async () => {
    await json('certs schedule install --kind cron', cronMachine());
    const [, command = ''] = /^(?:\S+ ){5}(.*)$/m.exec(readFileSync(table(), 'utf8')) ?? [];
    // What cron makes of a per cent sign with a backslash (crontab(5)).
    execFileSync('sh', ['-c', command.replaceAll('\\%', '%')], { env: { PATH: '/usr/bin:/bin' } });
    expect(readFileSync(join(home.folder, 'called'), 'utf8')).toBe(RENEW);
    expect(readFileSync(join(home.folder, 'env'), 'utf8')).toContain('XDG_DATA_HOME=/data/a b\n');
  });

  it('leaves a table alone that could not be read', async () => {
    writeFileSync(table(), '1 1 * * * precious\n');
    writeFileSync(join(home.folder, 'broken'), '');
    expect(await run('certs schedule install --kind cron', cronMachine())).toMatchObject({ exitCode: 1 });
    expect(readFileSync(table(), 'utf8')).toBe('1 1 * * * precious\n');
  });
});

describe('how often', () => {
  it('is what a calendar can hold', async () => {
    for (const minutes of PAUSES) expect(parseEvery(minutes * 60_000)).toBe(minutes);
    for (const every of ['7m', '90m', '5h', '48h', '30s'])
      expect(
        await run(`certs schedule install --kind systemd --dry-run --every ${every}`, machineOf('linux', [])),
      ).toMatchObject({ exitCode: 2 });
  });
});
