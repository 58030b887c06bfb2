import { z } from 'zod';
import type { AcmeSigner, CaChallenge } from '../../ports/certificate-authority.ts';
import { isRegctlError } from '../../core/errors.ts';
import { digestText, thumbprint } from './jws.ts';
import { problemFromWire, problemSchema } from './problem.ts';
import type { AcmeTransport } from './transport.ts';

export interface WireChallenge {
  readonly type: string;
  readonly url: string;
  readonly status: string;
  readonly token?: string | undefined;
  readonly 'issuer-domain-names'?: readonly string[] | undefined;
  readonly error?: Parameters<typeof problemFromWire>[0] | undefined;
}

/** RFC 8555 §8. Kinds without token, and kinds nobody knows yet, pass. */
export const challengeSchema: z.ZodType<WireChallenge> = z.object({
  type: z.string(),
  url: z.string(),
  status: z.string().default('pending'),
  token: z.string().optional(),
  'issuer-domain-names': z.array(z.string()).optional(),
  error: problemSchema.optional(),
}) as z.ZodType<WireChallenge>;

export function challengeFromWire(wire: WireChallenge): CaChallenge {
  return {
    type: wire.type,
    url: wire.url,
    status: wire.status,
    token: wire.token ?? null,
    issuers: wire['issuer-domain-names'] ?? [],
    problem: wire.error === undefined ? null : problemFromWire(wire.error),
  };
}

/** Gives the text of the TXT record for a dns-01 challenge (RFC 8555 §8.1, §8.4). */
export async function dnsChallengeValue(
  transport: AcmeTransport,
  signer: AcmeSigner,
  token: string,
): Promise<string> {
  const key = await transport.key(signer.keyPem);
  return digestText(`${token}.${thumbprint(key)}`);
}

/** Tells the CA to look (RFC 8555 §7.5.1). */
export async function answerChallenge(
  transport: AcmeTransport,
  signer: AcmeSigner,
  url: string,
  signal?: AbortSignal,
): Promise<CaChallenge> {
  const what = `challenge ${url}`;
  try {
    const response = await transport.post(signer, { what, url, payload: {}, signal });
    return challengeFromWire(transport.read(what, url, response, challengeSchema));
  } catch (error) {
    // Boulder since 2026-07: a second answer to a challenge that is being looked at is a conflict.
    if (isRegctlError(error) && error.details?.['status'] === 409)
      return { type: 'dns-01', url, status: 'processing', token: null, issuers: [], problem: null };
    throw error;
  }
}
