import { toBase64url } from '../core/base64url.ts';
import { RegctlError } from '../core/errors.ts';
import { parsePem } from '../core/pem.ts';
import type { Context } from './context.ts';
import { readInput } from './read-input.ts';

/** Reads a certificate signing request from a file of PEM. @returns DER in base64url @throws RegctlError `INVALID_INPUT` */
export async function readCsr(context: Context, path: string): Promise<string> {
  const block = parsePem(await readInput(context, path)).find((one) =>
    one.label.endsWith('CERTIFICATE REQUEST'),
  );
  if (block !== undefined) return toBase64url(block.der);
  throw new RegctlError(
    'INVALID_INPUT',
    `${path === '-' ? 'stdin' : path} holds no certificate signing request`,
    {
      reason: 'there is no PEM block CERTIFICATE REQUEST',
      hint: 'make one with `openssl req -new -key KEY -subj / -addext subjectAltName=DNS:NAME`',
    },
  );
}
