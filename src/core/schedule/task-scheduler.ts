import { escapeXml, renewCommand, type Schedule, type ScheduleInput } from './schedule.ts';

const TASK = 'regctl\\renew';

/** A task of Windows, whose description is handed over as a file. */
export function taskSchedule(input: ScheduleInput): Schedule {
  const path = `${input.facts.home}/.regctl-renew.xml`;
  return {
    files: [],
    install: [
      { op: 'write', path, text: taskXml(input), mode: 0o600 },
      { op: 'run', command: ['schtasks', '/Create', '/TN', TASK, '/XML', path, '/F'] },
      { op: 'remove', path },
    ],
    remove: [{ op: 'run', command: ['schtasks', '/Delete', '/TN', TASK, '/F'], mayFail: true }],
    query: ['schtasks', '/Query', '/TN', TASK],
  };
}

function taskXml({ facts, isSystem, everyMinutes }: ScheduleInput): string {
  const [program = '', ...args] = renewCommand(facts);
  const principal = isSystem
    ? ['      <UserId>S-1-5-18</UserId>', '      <RunLevel>HighestAvailable</RunLevel>']
    : ['      <LogonType>InteractiveToken</LogonType>', '      <RunLevel>LeastPrivilege</RunLevel>'];
  // Without a declared encoding: schtasks refuses one that the octets of the file do not have.
  return [
    '<?xml version="1.0"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    '    <Description>Renew the certificates that are due</Description>',
    '  </RegistrationInfo>',
    '  <Triggers>',
    '    <TimeTrigger>',
    '      <Repetition>',
    `        <Interval>PT${everyMinutes}M</Interval>`,
    '      </Repetition>',
    '      <StartBoundary>2026-01-01T00:00:00</StartBoundary>',
    `      <RandomDelay>PT${Math.max(Math.min(Math.floor(everyMinutes / 2), 30), 0)}M</RandomDelay>`,
    '    </TimeTrigger>',
    '  </Triggers>',
    '  <Principals>',
    '    <Principal id="Author">',
    ...principal,
    '    </Principal>',
    '  </Principals>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <StartWhenAvailable>true</StartWhenAvailable>',
    '    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${escapeXml(program)}</Command>`,
    `      <Arguments>${escapeXml(args.map(quoted).join(' '))}</Arguments>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
    '',
  ].join('\n');
}

/** A word as programs of Windows read their command line. */
function quoted(word: string): string {
  return /^[\w.:\\/=-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
}
