import * as z from 'zod';
import { parseResourceRule, SCOPES } from '../core/access.ts';
import { isRegctlError } from '../core/errors.ts';
import type { TrustedIssuer } from '../core/issuer-trust.ts';

const oneOrMore = z.union([
  z
    .string()
    .min(1)
    .transform((text) => [text]),
  z.array(z.string().min(1)).min(1),
]);

const rule = z.string().transform((text, context) => {
  try {
    return parseResourceRule(text);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    context.issues.push({ code: 'custom', message: error.reason ?? error.message, input: text });
    return z.NEVER;
  }
});

/** The address of an issuer, as its tokens and its metadata have it: compared letter by letter. */
export const issuerUrl: z.ZodType<string> = z
  .url({ protocol: /^https?$/ })
  .refine((text) => isSafe(new URL(text)), 'it must be https, but on this machine')
  .refine((text) => new URL(text).search === '' && new URL(text).hash === '', 'it must have no query');

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** What a variable says as JSON, and a file as it is. */
export function orJson<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.issues.push({ code: 'custom', message: 'it is no JSON', input: value });
      return z.NEVER;
    }
  }, schema);
}

/** Issuers whose tokens let programs in. */
export const TRUSTED_ISSUERS: z.ZodType<readonly TrustedIssuer[]> = orJson(
  z.array(
    z
      .strictObject({
        issuer: issuerUrl,
        audience: z.string().min(1).exactOptional(),
        claims: z
          .record(z.string(), oneOrMore)
          .refine(
            (claims) => Object.values(claims).some((patterns) => patterns.every((one) => !/^\**$/.test(one))),
            'some claim must tell yours from those of others: an issuer may serve the whole world',
          ),
        organization: z.string().min(1),
        role: z.string().min(1).exactOptional(),
        scopes: z.array(z.enum(SCOPES)).min(1).exactOptional(),
        within: z.array(rule).min(1).exactOptional(),
        allowPrivateAddress: z.boolean().default(false),
      })
      .refine(
        ({ role, scopes }) => (role === undefined) !== (scopes === undefined),
        'it takes a role or scopes',
      ),
  ),
);
