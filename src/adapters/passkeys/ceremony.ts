import * as z from 'zod';
import { fromBase64url, toBase64url } from '../../core/base64url.ts';
import { PASSKEY_ALGORITHMS } from '../../core/passkey-algorithms.ts';
import type { PasskeyCeremony } from '../../ports/passkey-ceremony.ts';

/** Base64url without padding: what the library decodes. */
const octets = z.string().regex(/^[A-Za-z0-9_-]+$/);
const id = octets.max(1_400);

const made = z.object({
  id,
  rawId: id,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: octets, attestationObject: octets }),
});

const used = z.object({
  id,
  rawId: id,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: octets,
    authenticatorData: octets,
    signature: octets,
    // Discoverable credentials always name their user (WebAuthn §7.2, step 6).
    userHandle: octets,
  }),
});

const NONSENSE = { refused: 'it is no answer of a browser' };

/** Checks passkeys by SimpleWebAuthn, which is loaded when somebody first uses one. */
export function createPasskeyCeremony(): PasskeyCeremony {
  return {
    checkMade: async (answer, { challenge, origin, host }) => {
      const read = made.safeParse(parse(answer));
      if (!read.success) return NONSENSE;
      const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
      return refusing(async () => {
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          response: { ...read.data, clientExtensionResults: {} },
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: host,
          requireUserVerification: true,
          supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
        });
        if (!verified) return { refused: 'the attestation is not right' };
        const { credential } = registrationInfo;
        const publicKey = toBase64url(credential.publicKey);
        return { id: credential.id, publicKey, counter: credential.counter };
      });
    },
    checkUsed: async (answer, { challenge, origin, host }, find) => {
      const read = used.safeParse(parse(answer));
      if (!read.success) return NONSENSE;
      const key = await find(read.data.id);
      const publicKey = fromBase64url(key?.publicKey ?? '');
      if (key === undefined || publicKey === undefined) return { refused: 'nobody has this passkey' };
      if (read.data.response.userHandle !== toBase64url(new TextEncoder().encode(key.user)))
        return { refused: 'it is the passkey of somebody else' };
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
      return refusing(async () => {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response: { ...read.data, clientExtensionResults: {} },
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: host,
          requireUserVerification: true,
          credential: { id: key.id, publicKey, counter: key.counter },
        });
        return verified
          ? { ...key, counter: authenticationInfo.newCounter }
          : { refused: 'the signature is not right' };
      });
    },
  };
}

/** The library throws where it refuses. */
async function refusing<T>(work: () => Promise<T>): Promise<T | { readonly refused: string }> {
  try {
    return await work();
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
