import { expect, it } from 'vitest';
import type { HttpRequest } from '../ports/http-client.ts';
import { BOOKMARK_HEADER, rememberBookmark } from './bookmark.ts';

it('a client says with each request how far it has seen', async () => {
  const sent: HttpRequest[] = [];
  const answers = [{ [BOOKMARK_HEADER]: 'one' }, {}, { [BOOKMARK_HEADER]: 'two' }, {}];
  const http = rememberBookmark({
    send: (request) => {
      sent.push(request);
      return Promise.resolve({ status: 200, headers: answers[sent.length - 1] ?? {}, text: '' });
    },
  });
  for (let i = 0; i < 4; i++)
    await http.send({ method: 'GET', url: 'https://regctl.test/', headers: { accept: 'x' } });
  expect(sent.map(({ headers }) => headers?.[BOOKMARK_HEADER])).toEqual([undefined, 'one', 'one', 'two']);
  expect(sent.every(({ headers }) => headers?.['accept'] === 'x')).toBe(true);
});
