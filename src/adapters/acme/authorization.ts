import { z } from 'zod';
import type { AcmeSigner, CaAuthorization } from '../../ports/certificate-authority.ts';
import { challengeFromWire, challengeSchema, type WireChallenge } from './challenge.ts';
import type { AcmeTransport } from './transport.ts';

interface WireAuthorization {
  readonly identifier: { readonly type: string; readonly value: string };
  readonly status: CaAuthorization['status'];
  readonly wildcard?: boolean | undefined;
  readonly challenges: readonly WireChallenge[];
}

/** RFC 8555 §7.1.4. */
const authorizationSchema: z.ZodType<WireAuthorization> = z.object({
  identifier: z.object({ type: z.string(), value: z.string() }),
  status: z.enum(['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked']),
  wildcard: z.boolean().optional(),
  challenges: z.array(challengeSchema),
});

/** Asks how an authorization stands. */
export async function getAuthorization(
  transport: AcmeTransport,
  signer: AcmeSigner,
  url: string,
  signal?: AbortSignal,
): Promise<CaAuthorization> {
  return send(transport, signer, url, '', signal);
}

/** Gives an authorization up (RFC 8555 §7.5.2). */
export async function deactivateAuthorization(
  transport: AcmeTransport,
  signer: AcmeSigner,
  url: string,
  signal?: AbortSignal,
): Promise<void> {
  await send(transport, signer, url, { status: 'deactivated' }, signal);
}

async function send(
  transport: AcmeTransport,
  signer: AcmeSigner,
  url: string,
  payload: object | '',
  signal: AbortSignal | undefined,
): Promise<CaAuthorization> {
  const what = `authorization ${url}`;
  const response = await transport.post(signer, { what, url, payload, signal });
  const wire = transport.read(what, url, response, authorizationSchema);
  return {
    url,
    identifier: {
      type: wire.identifier.type === 'ip' ? 'ip' : 'dns',
      value: wire.identifier.value.toLowerCase(),
    },
    wildcard: wire.wildcard ?? false,
    status: wire.status,
    challenges: wire.challenges.map(challengeFromWire),
    retryAfterSeconds: transport.retryAfter(response),
  };
}
