import { digestText } from '../canonical-json.ts';
import { renewCommand, type Schedule, type ScheduleInput } from './schedule.ts';

/** By this the line is found again; a shell takes it for a comment. */
const MARK = '# regctl-renew';

/**
 * A line in the table of the user.
 *
 * @param table - as it is now; everything else in it stays
 */
export function cronSchedule(input: ScheduleInput, table: string): Schedule {
  const others = table.split('\n').filter((line) => !line.endsWith(MARK));
  const kept = others.join('\n').replace(/\n*$/, '\n').replace(/^\n$/, '');
  const write = (text: string) => ({ op: 'run', command: ['crontab', '-'], stdin: text }) as const;
  return {
    files: [],
    install: [write(`${kept}${cronLine(input)}\n`)],
    remove: hasCronLine(table) ? [write(kept)] : [],
    query: ['crontab', '-l'],
  };
}

/** Whether the line is in a table. */
export function hasCronLine(table: string): boolean {
  return table.split('\n').some((line) => line.endsWith(MARK));
}

function cronLine({ facts, everyMinutes, environment }: ScheduleInput): string {
  // Each machine has a minute of its own: at the full hour everybody asks the CAs.
  const minute = Number.parseInt(digestText(`${facts.home} ${facts.self.join(' ')}`).slice(-4), 16) % 60;
  const hours = everyMinutes / 60;
  const hour = hours <= 1 ? '*' : hours === 24 ? String(minute % 24) : `*/${hours}`;
  const time =
    everyMinutes === 1
      ? '* * * * *'
      : everyMinutes < 60
        ? `${minute % everyMinutes}-59/${everyMinutes} * * * *`
        : `${minute} ${hour} * * *`;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  const command = [...variables, ...renewCommand(facts).map(quoted)].join(' ');
  // A per cent sign ends the command in a table of cron.
  return `${time} ${command.replaceAll('%', '\\%')} ${MARK}`;
}

function quoted(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
