import {
  DEVICE_CODE_GRANT_TYPE,
  oauthDeviceAuthorization,
  type OAuthExtensionGrantHandler,
} from '@better-auth/oauth-provider';
import type { AuthContext } from '@better-auth/core';
import type { BetterAuthPlugin } from 'better-auth';

/** A code is good for as long as it takes to find a browser; a program asks no more often than that. */
const EXPIRES_IN = '10m';
const INTERVAL = '5s';
/** Characters of a device code: 62^43 of them, 256 bits. */
const DEVICE_CODE_LENGTH = 43;

/** RFC 8628 §6.1: no vowels, so that no words come about, and nothing that is read for something else. 20^8 codes. */
const USER_CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const USER_CODE_LENGTH = 8;

/** Milliseconds that a program stays let in after it last asked. */
export const PROGRAM_SESSION_MS: number = 30 * 24 * 3_600_000;

/** Milliseconds that what has expired is kept: a program that asks about its code is told that it came too late. */
const KEPT_MS = 3_600_000;

type Adapter = AuthContext['adapter'];

/** Columns that we keep of a device request besides the library's. */
const REQUEST_FIELDS = {
  ipAddress: { type: 'string', required: false },
  userAgent: { type: 'string', required: false },
  requestedAt: { type: 'date', required: false },
  organizationId: { type: 'string', required: false },
} as const;

/**
 * The device authorization grant, with what the library leaves out: who asked from where is kept for the page that approves it, and the tokens are issued
 * in a session, so that ending the session ends them.
 */
export function deviceGrant(
  verificationUri: string,
  addressOf: (headers: Headers) => string,
): readonly BetterAuthPlugin[] {
  const plugin = oauthDeviceAuthorization({
    expiresIn: EXPIRES_IN,
    interval: INTERVAL,
    deviceCodeLength: DEVICE_CODE_LENGTH,
    generateUserCode: makeUserCode,
    verificationUri,
  });
  const grant = plugin.options.grant;
  if (grant === undefined) throw new TypeError('the device authorization plugin has no grant');
  const { authorizeRequest } = grant;
  grant.authorizeRequest = async (input) => {
    const authorized = await authorizeRequest(input);
    if (authorized === undefined) return undefined;
    await sweep(input.ctx.context.adapter);
    const headers = input.ctx.headers ?? new Headers();
    const asked = {
      ipAddress: addressOf(headers),
      userAgent: headers.get('user-agent')?.slice(0, 200) ?? null,
      requestedAt: new Date(),
    };
    return { ...authorized, deviceCodeFields: { ...authorized.deviceCodeFields, ...asked } };
  };
  // The very object that the plugin registers at the provider; its type does not tell of all that it holds.
  const { grants } = grant as unknown as { readonly grants: { [type: string]: OAuthExtensionGrantHandler } };
  const exchange = grants[DEVICE_CODE_GRANT_TYPE];
  if (exchange === undefined) throw new TypeError('the device authorization plugin has no exchange');
  grants[DEVICE_CODE_GRANT_TYPE] = withSession(exchange);
  return [plugin, { id: 'device-requests', schema: { deviceCode: { fields: REQUEST_FIELDS } } }];
}

/** What has expired is of no use to anybody; it goes when the next program asks. */
async function sweep(adapter: Adapter): Promise<void> {
  for (const model of ['deviceCode', 'oauthRefreshToken', 'session', 'verification'])
    await adapter.deleteMany({
      model,
      where: [{ field: 'expiresAt', operator: 'lt', value: new Date(Date.now() - KEPT_MS) }],
    });
}

/** Begins a session before tokens are issued, and issues them in it. */
function withSession(exchange: OAuthExtensionGrantHandler): OAuthExtensionGrantHandler {
  return async (input) => {
    const { context, body } = input.ctx;
    // Read before the exchange takes it away: a code is redeemed once.
    const asked = await context.adapter.findOne<{ readonly organizationId: string | null }>({
      model: 'deviceCode',
      where: [{ field: 'deviceCode', value: String((body as { device_code?: unknown }).device_code) }],
    });
    return exchange({
      ...input,
      provider: {
        ...input.provider,
        issueTokens: async (params) => {
          const { user, client } = params;
          if (user === undefined || user === null)
            throw new TypeError('a device code is redeemed for a user');
          const session = await context.internalAdapter.createSession(
            user.id,
            false,
            {
              clientId: client.clientId,
              organizationId: asked?.organizationId ?? null,
              expiresAt: new Date(Date.now() + PROGRAM_SESSION_MS),
            },
            true,
          );
          return input.provider.issueTokens({ ...params, sessionId: session.id });
        },
      },
    });
  };
}

function makeUserCode(): string {
  let code = '';
  while (code.length < USER_CODE_LENGTH) {
    const [octet = 255] = crypto.getRandomValues(new Uint8Array(1));
    // Octets beyond the last whole alphabet would make some characters likelier.
    if (octet < 240) code += USER_CODE_ALPHABET[octet % USER_CODE_ALPHABET.length] ?? '';
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
