import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as z from 'zod';

/** Below the path of the library; it cannot be reached from outside. */
export const BEGIN_SESSION_PATH = '/begin-session';

/** Begins a session for a user whom something else than the library's own password let in. */
export function beginSession(): BetterAuthPlugin {
  return {
    id: 'begin-session',
    endpoints: {
      beginSession: createAuthEndpoint(
        BEGIN_SESSION_PATH,
        { method: 'POST', body: z.object({ user: z.string() }) },
        async (call) => {
          const { internalAdapter } = call.context;
          const user = await internalAdapter.findUserById(call.body.user);
          if (user === null) throw call.error('NOT_FOUND');
          const session = await internalAdapter.createSession(user.id, false);
          await setSessionCookie(call, { session, user });
          return call.json({ session: session.id });
        },
      ),
    },
  };
}
