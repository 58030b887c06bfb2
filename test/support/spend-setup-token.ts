import type { Fetch } from '../../src/adapters/http/client.ts';

/** Makes an organization with a setup token. @returns the key of its owner */
export async function spendSetupToken(send: Fetch, url: string, setupToken: string): Promise<string> {
  const mark = setupToken.slice(-6);
  const response = await send(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: setupToken,
      organization: 'Example',
      name: `Ada ${mark}`,
      email: `ada-${mark}@example.org`,
    }),
  });
  const { token } = (await response.json()) as { readonly token: string };
  return token;
}
