import type { Json } from './errors.ts';

/** What can happen that others are told of: type → what it means. */
export const EVENT_TYPES = {
  'domain.registered': 'a registration was bought and made',
  'domain.renewed': 'a registration was extended',
  'domain.transferred': 'a registration came from another registrar',
  'domain.request_failed': 'a registrar refused or failed a request',
  'domain.action_required': 'a registrar waits for a person',
  'domain.expiring': 'a registration lapses soon',
  'domain.certificate_issued': 'a certificate was issued',
  'domain.certificate_renewed': 'a certificate was renewed',
  'domain.certificate_expiring': 'a certificate lapses soon and was not renewed',
  'domain.certificate_failed': 'a certificate could not be issued or renewed',
  'zone.changed': 'a plan was applied to a zone',
  'zone.change_failed': 'a plan was not, or only partly, applied',
  'hostname.changed': 'the state of a custom hostname or of its certificate is another one',
  'job.failed': 'work in the background was given up',
  'webhook.test': 'somebody pressed the test button',
} as const;
export type EventType = keyof typeof EVENT_TYPES;

/** Something that happened, before it has an id. Never holds a secret. */
export interface NewEvent {
  readonly type: EventType;
  /** What it happened to: a domain name, a zone, a job. */
  readonly subject: string;
  readonly data: { readonly [field: string]: Json };
  /** Of two events with one key only the first is kept; so what is done twice is told once. */
  readonly key?: string;
}

/** Something that happened. */
export interface RegctlEvent {
  readonly id: string;
  readonly type: EventType;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly data: { readonly [field: string]: Json };
}

/** Tells whether a filter lets a type pass: `*`, `domain.*`, or a type. */
export function matchesEvent(filter: string, type: string): boolean {
  return filter === '*' || filter === type || (filter.endsWith('.*') && type.startsWith(filter.slice(0, -1)));
}

/** Tells whether a filter lets any type pass there is. */
export function isEventFilter(filter: string): boolean {
  return Object.keys(EVENT_TYPES).some((type) => matchesEvent(filter, type));
}
