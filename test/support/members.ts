import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { ResourceRule } from '../../src/core/access.ts';
import type { ServerSubject } from '../contracts/server.ts';

/** What is needed of a server. */
type Server = Pick<ServerSubject, 'url' | 'fetch' | 'client'>;

/** Parts that a hosted control plane has; what is missing fails the test that asks for it. */
export type FullControlPlane = Required<ControlPlane>;

/** The client of a key, with all that only a server has. */
export function fullClient(server: Server, token?: string): FullControlPlane {
  return server.client(token) as FullControlPlane;
}

/** Invites somebody and accepts in their name. @returns their first key */
export async function addMember(
  server: Server,
  email: string,
  role: string,
  options: { readonly within?: readonly ResourceRule[]; readonly by?: string } = {},
): Promise<string> {
  const { token } = await fullClient(server, options.by).invitations.create({
    email,
    role,
    ...(options.within === undefined ? {} : { within: options.within }),
  });
  const response = await accept(server, token);
  const body = (await response.json()) as { readonly token?: string };
  if (body.token === undefined) throw new Error(`not accepted: ${JSON.stringify(body)}`);
  return body.token;
}

/** Sends the token of an invitation. */
export async function accept(server: Server, token: string): Promise<Response> {
  return server.fetch(`${server.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Grace' }),
  });
}
