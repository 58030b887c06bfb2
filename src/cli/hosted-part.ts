import { RegctlError } from '../core/errors.ts';

/** A part that only a control plane for several people has. @throws RegctlError `MODE_UNSUPPORTED` */
export function hostedPart<T>(part: T | undefined, what: string): T {
  if (part !== undefined) return part;
  throw new RegctlError('MODE_UNSUPPORTED', `${what} are to be had at a control plane only`, {
    reason: 'this regctl works straight against providers, for one person',
    hint: 'regctl auth login --host https://regctl.example.org',
  });
}
