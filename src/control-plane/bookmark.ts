import type { HttpClient } from '../ports/http-client.ts';

/** How far a client has seen the directory of a control plane that reads from replicas; given with an answer, and taken with the next request. */
export const BOOKMARK_HEADER = 'x-regctl-bookmark';

/** Sends with each request how far the answers before it had seen, so that a client reads what it wrote. */
export function rememberBookmark(http: HttpClient): HttpClient {
  let bookmark: string | undefined;
  return {
    send: async (request) => {
      const headers = {
        ...request.headers,
        ...(bookmark === undefined ? {} : { [BOOKMARK_HEADER]: bookmark }),
      };
      const response = await http.send({ ...request, headers });
      bookmark = response.headers[BOOKMARK_HEADER] ?? bookmark;
      return response;
    },
  };
}
