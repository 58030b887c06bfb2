import type { Fetch } from '../../src/adapters/http/client.ts';

/** A browser without JavaScript that goes from one site to the next, with the cookies of each. */
export interface WebBrowser {
  /** Follows redirects. @returns where it ended */
  open(url: string): Promise<Seen>;
  /** Goes one step only. */
  step(url: string): Promise<Seen & { readonly location: string | null }>;
  readonly cookies: Map<string, string>;
}

interface Seen {
  readonly status: number;
  readonly text: string;
  readonly url: string;
}

/** Redirects that are followed; no honest sign-in has more. */
const MAX_STEPS = 20;

/** @param send - reaches the sites; the network as it is, where it is left out */
export function openWebBrowser(send: Fetch = (url, init) => fetch(url, init)): WebBrowser {
  const cookies = new Map<string, string>();
  const step: WebBrowser['step'] = async (url) => {
    const { origin } = new URL(url);
    const mine = [...cookies].filter(([name]) => name.startsWith(`${origin} `));
    const cookie = mine.map(([name, value]) => `${name.slice(origin.length + 1)}=${value}`).join('; ');
    const response = await send(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(`${origin} ${name}`);
      else cookies.set(`${origin} ${name}`, value);
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      text: await response.text(),
      url,
      location: location === null ? null : new URL(location, url).href,
    };
  };
  return {
    cookies,
    step,
    open: async (url) => {
      let seen = await step(url);
      for (let steps = 0; seen.location !== null && steps < MAX_STEPS; steps++)
        seen = await step(seen.location);
      return seen;
    },
  };
}
