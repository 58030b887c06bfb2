import { RegctlError } from '../../../core/errors.ts';
import { labelOctets, parseDomainName, type DomainName } from '../../../core/names.ts';

/** Escapes of Route 53 are octal (`\052` is `*`), those of master files decimal (`\042`); developer guide, "DNS domain name format", read 2026-11-21. */

/** Reads a name of the API. @throws RegctlError `INVALID_NAME` */
export function fromApiName(text: string): DomainName {
  return parseDomainName(fromApiText(text));
}

/** Writes a name as the API has it: absolute with a trailing dot, everything but letters, digits, hyphen and underscore in octal. */
export function toApiName(name: DomainName): string {
  const labels = labelOctets(name).map((octets) =>
    Array.from(octets, (octet) => {
      const char = String.fromCharCode(octet);
      return /[a-z0-9_-]/.test(char) ? char : octal(octet);
    }).join(''),
  );
  return `${labels.join('.')}.`;
}

/**
 * Gives a value with decimal escapes.
 *
 * @throws RegctlError `INVALID_RDATA` for digits behind a backslash that are not octal: what Route 53 would answer is not known
 */
export function fromApiText(text: string): string {
  return text.replaceAll(/\\(?:([0-3][0-7]{2})|([^]))/g, (whole: string, digits?: string, char?: string) => {
    if (digits !== undefined) return `\\${String(Number.parseInt(digits, 8)).padStart(3, '0')}`;
    if (char !== undefined && /\d/.test(char))
      throw new RegctlError('INVALID_RDATA', `${JSON.stringify(text)} has an escape that is not octal`, {
        provider: 'route53',
      });
    return whole;
  });
}

/** Gives canonical RDATA with octal escapes; within quotes a lone backslash stays, outside of them (names) it becomes an octal escape too. */
export function toApiText(rdata: string): string {
  return rdata.replaceAll(/"(?:[^"\\]|\\[^])*"|[^"]+/g, (part) =>
    part.replaceAll(/\\(?:(\d{3})|([^]))/g, (whole: string, digits?: string, char = '') => {
      if (digits !== undefined) return octal(Number(digits));
      return part.startsWith('"') ? whole : octal(char.charCodeAt(0));
    }),
  );
}

function octal(octet: number): string {
  return `\\${octet.toString(8).padStart(3, '0')}`;
}
