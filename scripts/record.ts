// `npm run record`: makes docs/recording.cast and docs/recording.svg of what regctl really prints: each command below is run, as on a terminal, and its output taken. Only the typing and the pauses are made up.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COLUMNS = 92;
const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 8.4;
/** Seconds: one typed character, the pause before a command is sent off, and that in which its output is read. */
const TYPING = 0.04;
const PAUSE = 0.5;
const READING = 1.8;

const COMMANDS = [
  "regctl dns set example.org @ MX '10 mail.example.org'",
  'regctl dns list example.org',
  'regctl plan --out changes.json',
  'regctl apply changes.json',
  'regctl zones restore example.org --yes',
];
const COLOURS: { readonly [code: string]: string } = {
  31: '#f47067',
  32: '#8ddb8c',
  33: '#daaa3f',
  2: '#768390',
};

const home = mkdtempSync(join(tmpdir(), 'regctl-record-'));
try {
  const scenes = record();
  writeFileSync(join(ROOT, 'docs/recording.cast'), asciicast(scenes));
  writeFileSync(join(ROOT, 'docs/recording.svg'), svg(scenes));
} finally {
  rmSync(home, { recursive: true, force: true });
}

interface Scene {
  readonly command: string;
  readonly output: string;
}

function record(): Scene[] {
  mkdirSync(join(home, 'zones'));
  writeFileSync(
    join(home, 'regctl.yaml'),
    'account: local\nzones:\n  example.org:\n    file: example.org.zone\n',
  );
  writeFileSync(
    join(home, 'example.org.zone'),
    '$TTL 300\n@ MX 10 mail\nmail A 192.0.2.25\nwww A 192.0.2.10\nwww A 192.0.2.11\n',
  );
  for (const command of [
    'regctl accounts add zonefile --name local --endpoint zones',
    'regctl zones create example.org --nameserver ns1.example.net',
    'regctl dns set example.org www A 192.0.2.7 --ttl 300',
  ])
    run(command);
  return COMMANDS.map((command) => ({ command, output: run(command) }));
}

/** Runs a command on a terminal of its own, which `script` makes. */
function run(command: string): string {
  const call = command.replace(/^regctl/, `'${process.execPath}' '${join(ROOT, 'bin/regctl.js')}'`);
  const { status, stdout, stderr } = spawnSync(
    'script',
    ['-qec', `stty cols ${COLUMNS} rows 40; ${call}`, '/dev/null'],
    {
      cwd: home,
      encoding: 'utf8',
      env: {
        HOME: home,
        PATH: process.env['PATH'],
        TERM: 'xterm-256color',
        PAGER: 'cat',
        COLUMNS: String(COLUMNS),
      },
    },
  );
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
  return stdout.replaceAll('\r\n', '\n');
}

/** The recording in the format of asciinema, version 2. */
function asciicast(scenes: readonly Scene[]): string {
  let time = 0;
  const events: string[] = [];
  const print = (text: string): void =>
    void events.push(JSON.stringify([Number(time.toFixed(2)), 'o', text]));
  for (const { command, output } of scenes) {
    print('\u001b[32m$\u001b[0m ');
    for (const character of Array.from(command)) {
      time += TYPING;
      print(character);
    }
    time += PAUSE;
    print(`\r\n${output.replaceAll('\n', '\r\n')}`);
    time += READING;
  }
  const header = {
    version: 2,
    width: COLUMNS,
    height: 40,
    env: { TERM: 'xterm-256color', SHELL: '/bin/bash' },
  };
  return `${[JSON.stringify(header), ...events].join('\n')}\n`;
}

/** The same as a picture: every command with all it printed. */
function svg(scenes: readonly Scene[]): string {
  const lines = scenes.flatMap(({ command, output }) => [
    `\u001b[32m$\u001b[0m \u001b[1m${command}\u001b[22m`,
    ...output.trimEnd().split('\n'),
    '',
  ]);
  const rows = lines.map(
    (line, i) => `<text x="16" y="${(i + 2) * LINE_HEIGHT}" xml:space="preserve">${spans(line)}</text>`,
  );
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH) + 32;
  const height = (lines.length + 2) * LINE_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="regctl on a terminal">
<rect width="100%" height="100%" rx="8" fill="#22272e"/>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#adbac7">
${rows.join('\n')}
</g>
</svg>
`;
}

/** One line with its colours. */
function spans(line: string): string {
  let fill = '';
  let weight = '';
  return line
    .split(new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`))
    .map((part, i) => {
      if (i % 2 === 0) return part === '' ? '' : `<tspan${fill}${weight}>${escapeXml(part)}</tspan>`;
      if (part === '0' || part === '39') fill = '';
      if (part === '0' || part === '22') weight = '';
      if (part === '22') fill = '';
      if (part === '1') weight = ' font-weight="bold"';
      if (COLOURS[part] !== undefined) fill = ` fill="${COLOURS[part]}"`;
      return '';
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
