import { escapeXml, renewCommand, type Schedule, type ScheduleInput } from './schedule.ts';

const LABEL = 'dev.regctl.renew';

/** A job of launchd: a daemon of the machine, or an agent of the user. */
export function launchdSchedule(input: ScheduleInput): Schedule {
  const { facts, isSystem } = input;
  const folder = isSystem ? '/Library/LaunchDaemons' : `${facts.home}/Library/LaunchAgents`;
  const domain = isSystem ? 'system' : `gui/${facts.userId}`;
  const path = `${folder}/${LABEL}.plist`;
  const end = { op: 'run', command: ['launchctl', 'bootout', `${domain}/${LABEL}`], mayFail: true } as const;
  return {
    files: [path],
    install: [
      { op: 'write', path, text: propertyList(input), mode: 0o644 },
      // What runs by an older file goes on by it otherwise.
      end,
      { op: 'run', command: ['launchctl', 'bootstrap', domain, path] },
    ],
    remove: [end, { op: 'remove', path }],
    query: ['launchctl', 'print', `${domain}/${LABEL}`],
  };
}

function propertyList({ facts, everyMinutes, environment }: ScheduleInput): string {
  const text = (value: string): string => `<string>${escapeXml(value)}</string>`;
  const variables = Object.entries(environment).flatMap(([name, value]) => [
    `    <key>${escapeXml(name)}</key>`,
    `    ${text(value)}`,
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    '  <key>Label</key>',
    `  ${text(LABEL)}`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...renewCommand(facts).map((word) => `    ${text(word)}`),
    '  </array>',
    ...(variables.length === 0
      ? []
      : ['  <key>EnvironmentVariables</key>', '  <dict>', ...variables, '  </dict>']),
    '  <key>StartInterval</key>',
    `  <integer>${everyMinutes * 60}</integer>`,
    '  <key>RunAtLoad</key>',
    '  <true/>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}
