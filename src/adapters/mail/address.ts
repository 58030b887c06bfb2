import { RegctlError } from '../../core/errors.ts';

/** One address and no list of them, whatever was put into it. @throws RegctlError `INVALID_INPUT` */
export function oneAddress(address: string): string {
  if (/^[^\s,;:<>"()[\]\\@]+@[^\s,;:<>"()[\]\\@]+$/.test(address)) return address;
  throw new RegctlError('INVALID_INPUT', 'the mail cannot be sent', {
    reason: 'its receiver is not one plain mail address',
    hint: 'correct the address of the user',
  });
}

/** A subject is one line: what stands behind it would be another header. */
export function oneLine(subject: string): string {
  return subject.replaceAll(/[\r\n]+/g, ' ');
}
