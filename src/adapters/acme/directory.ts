import { z } from 'zod';
import { RegctlError } from '../../core/errors.ts';
import type { CaDirectory } from '../../ports/certificate-authority.ts';

/** Where a CA's services are, and what it says of itself. */
export interface Directory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly revokeCert: string;
  readonly keyChange?: string | undefined;
  readonly renewalInfo?: string | undefined;
  readonly meta?:
    | {
        readonly termsOfService?: string | undefined;
        readonly website?: string | undefined;
        readonly caaIdentities?: readonly string[] | undefined;
        readonly externalAccountRequired?: boolean | undefined;
        readonly profiles?: { readonly [name: string]: string } | undefined;
      }
    | undefined;
}

/** RFC 8555 §7.1.1, RFC 9773 §4, draft-ietf-acme-profiles. Unknown members are ignored. */
export const directorySchema: z.ZodType<Directory> = z.object({
  newNonce: z.url(),
  newAccount: z.url(),
  newOrder: z.url(),
  revokeCert: z.url(),
  keyChange: z.url().optional(),
  renewalInfo: z.url().optional(),
  meta: z
    .object({
      termsOfService: z.string().optional(),
      website: z.string().optional(),
      caaIdentities: z.array(z.string()).optional(),
      externalAccountRequired: z.boolean().optional(),
      profiles: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

/** Says what people and decisions need of a directory. */
export function describeDirectory({ meta, renewalInfo }: Directory): CaDirectory {
  return {
    termsOfService: meta?.termsOfService ?? null,
    website: meta?.website ?? null,
    caaIdentities: meta?.caaIdentities ?? [],
    externalAccountRequired: meta?.externalAccountRequired ?? false,
    profiles: meta?.profiles ?? {},
    renewalInfo: renewalInfo !== undefined,
  };
}

/**
 * Refuses a directory URL over which keys and answers could be read or changed by others.
 *
 * @throws RegctlError `INVALID_INPUT`
 */
export function checkDirectoryUrl(text: string): string {
  const url = URL.parse(text);
  const isLoopback = url !== null && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) return text;
  throw new RegctlError('INVALID_INPUT', `${text} is not the directory of a CA`, {
    reason: 'it must be an https:// URL',
    hint: 'list the CAs known by name with `regctl certs ca list`',
  });
}
