import type { Fetch } from './client.ts';

/** Variables that name a proxy; where none is set the built-in fetch is used as it is. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Gives the fetch of this machine: through the proxy of the environment where there is one, `NO_PROXY` honoured. */
export function nodeFetch(environment: { readonly [name: string]: string | undefined }): Fetch {
  if (!PROXY_VARIABLES.some((name) => (environment[name] ?? '') !== ''))
    return (url, init) => fetch(url, init);
  const all = environment['ALL_PROXY'] ?? environment['all_proxy'];
  const options = {
    httpProxy: environment['http_proxy'] ?? environment['HTTP_PROXY'] ?? all ?? '',
    httpsProxy: environment['https_proxy'] ?? environment['HTTPS_PROXY'] ?? all ?? '',
    noProxy: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '',
  };
  // Loaded at the first request: undici costs more than the rest of a command.
  let loaded: Promise<Fetch> | undefined;
  const load = async (): Promise<Fetch> => {
    const undici = await import('undici');
    const dispatcher = new undici.EnvHttpProxyAgent(options);
    return (url, init) =>
      undici.fetch(url, { ...(init as object), dispatcher }) as unknown as Promise<Response>;
  };
  return async (url, init) => (await (loaded ??= load()))(url, init);
}
