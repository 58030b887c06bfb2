import { renewCommand, TIMER_NAME, type Schedule, type ScheduleInput } from './schedule.ts';

/** A timer of systemd: of the machine, or of the user, which runs while that one is logged in or lingers. */
export function systemdSchedule(input: ScheduleInput): Schedule {
  const { facts, isSystem } = input;
  const folder = isSystem ? '/etc/systemd/system' : `${facts.home}/.config/systemd/user`;
  const systemctl = ['systemctl', ...(isSystem ? [] : ['--user'])] as const;
  const timer = `${TIMER_NAME}.timer`;
  const files = [`${folder}/${TIMER_NAME}.service`, `${folder}/${timer}`] as const;
  return {
    files,
    install: [
      { op: 'write', path: files[0], text: serviceUnit(input), mode: 0o644 },
      { op: 'write', path: files[1], text: timerUnit(input), mode: 0o644 },
      { op: 'run', command: [...systemctl, 'daemon-reload'] },
      { op: 'run', command: [...systemctl, 'enable', '--now', timer] },
    ],
    remove: [
      { op: 'run', command: [...systemctl, 'disable', '--now', timer], mayFail: true },
      { op: 'remove', path: files[1] },
      { op: 'remove', path: files[0] },
      { op: 'run', command: [...systemctl, 'daemon-reload'], mayFail: true },
    ],
    query: [...systemctl, 'is-active', '--quiet', timer],
  };
}

function serviceUnit({ facts, isSystem, environment }: ScheduleInput): string {
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  );
  // A user's manager knows no network.target.
  const order = isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : [];
  return [
    '[Unit]',
    'Description=Renew the certificates that are due',
    ...order,
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${commandLine(renewCommand(facts))}`,
    ...variables,
    // A CA may take minutes for each, and a killed run is gone on with by the next.
    // A run that leaves something undone (exit code 9) fails the unit, so that `systemctl --failed` and OnFailure= tell of it; the timer goes on all the same.
    'TimeoutStartSec=1h',
    '',
  ].join('\n');
}

function timerUnit({ everyMinutes }: ScheduleInput): string {
  const hours = everyMinutes / 60;
  const calendar = everyMinutes < 60 ? `*:0/${everyMinutes}` : hours === 24 ? 'daily' : `0/${hours}:00`;
  return [
    '[Unit]',
    'Description=Renew the certificates that are due',
    '',
    '[Timer]',
    `OnCalendar=${calendar}`,
    // At the full hour everybody asks the CAs.
    `RandomizedDelaySec=${Math.min(everyMinutes * 30, 1800)}s`,
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ].join('\n');
}

/** A command line (systemd.service(5)), in which specifiers and variables are neither. Quotes cannot stand in the program's own path, only in words after it. */
function commandLine(words: readonly string[]): string {
  const isOdd = /["'\\$]/.test(words[0] ?? '');
  return [
    ...(isOdd ? ['/usr/bin/env'] : []),
    ...words.map((word) => quoted(word.replaceAll('$', '$$$$'))),
  ].join(' ');
}

function quoted(word: string): string {
  const plain = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%');
  return /[\s"'\\;]/.test(word) ? `"${plain}"` : plain;
}
