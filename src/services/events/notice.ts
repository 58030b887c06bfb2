import type { Json } from '../../core/errors.ts';
import { EVENT_TYPES, type EventType, type RegctlEvent } from '../../core/events.ts';
import type { Mail } from '../../ports/mailer.ts';

/** What a person should see without having asked. */
const MAILED: ReadonlySet<EventType> = new Set([
  'domain.expiring',
  'domain.request_failed',
  'domain.action_required',
  'domain.certificate_expiring',
  'domain.certificate_failed',
  'zone.change_failed',
  'job.failed',
]);

/** Whether an event is told by mail. */
export function isMailed({ type }: Pick<RegctlEvent, 'type'>): boolean {
  return MAILED.has(type);
}

/** Writes the mail about an event to one person. */
export function noticeMail(event: RegctlEvent, to: string, index: number): Mail {
  const fields = Object.entries(event.data).filter(([, value]) => value !== null);
  const width = Math.max(...fields.map(([name]) => name.length), 0);
  return {
    to,
    id: `${event.id}.${index}`,
    subject: `${event.subject}: ${EVENT_TYPES[event.type]}`,
    text: [
      `${event.subject}: ${EVENT_TYPES[event.type]}.`,
      '',
      ...fields.map(([name, value]) => `  ${name.padEnd(width)}  ${shown(value)}`),
      `  ${'at'.padEnd(width)}  ${event.at}`,
      '',
      'You get this mail as an owner or admin of an organization at a regctl control plane.',
      '',
    ].join('\n'),
  };
}

function shown(value: Json): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
