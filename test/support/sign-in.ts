/** A person at a browser without JavaScript: fills in forms of a server, and keeps its cookies. */
export interface Person {
  /** The HTML of a page, wherever it led. */
  see(path: string): Promise<{ readonly status: number; readonly text: string; readonly path: string }>;
  send(
    path: string,
    fields: { readonly [name: string]: string },
    headers?: { readonly [name: string]: string },
  ): Promise<{ readonly status: number; readonly text: string; readonly path: string }>;
  readonly cookies: Map<string, string>;
}

type Send = (url: string, init: RequestInit) => Promise<Response>;

export const PASSWORD = 'a sentence is easy to keep in mind';

/** Opens a browser at a server. */
export function openBrowser(url: string, fetch: Send): Person {
  const cookies = new Map<string, string>();
  const follow = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers: { readonly [name: string]: string } },
  ): Promise<{ readonly status: number; readonly text: string; readonly path: string }> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { 'user-agent': 'Browser/1', ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) return follow(location, { method: 'GET', headers: {} });
    return { status: response.status, text: await response.text(), path };
  };
  return {
    cookies,
    see: (path) => follow(path, { method: 'GET', headers: {} }),
    send: (path, fields, headers = {}) =>
      follow(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}

/** Sets up a server by the page for it: its owner is signed in afterwards. */
export async function setUpByPage(person: Person, token: string, email: string): Promise<void> {
  const page = await person.send('/setup', {
    token,
    organization: 'Example',
    name: 'Ada',
    email,
    password: PASSWORD,
  });
  if (page.status !== 200 || !page.text.includes('signed in as'))
    throw new Error(`the server was not set up: ${page.status} ${page.text}`);
}

/** Lets a program in that shows a code. */
export async function approve(person: Person, userCode: string): Promise<string> {
  const { text } = await person.see(`/device?user_code=${encodeURIComponent(userCode)}`);
  const organization = /<option value="([^"]+)"/.exec(text)?.[1] ?? '';
  return (await person.send('/device', { user_code: userCode, organization, answer: 'approve' })).text;
}
