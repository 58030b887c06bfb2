import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from './listen.ts';
import { TextResponse } from './text-response.ts';

const CONTENT = JSON.stringify({ name: 'müller.example', note: '日本' });

function answer(fields: { readonly [name: string]: string } = {}): TextResponse {
  return new TextResponse(CONTENT, { 'Content-Type': 'application/json', ...fields });
}

describe('to whoever reads it as a Response', () => {
  it('is one, by each way to its content', async () => {
    expect(answer()).toBeInstanceOf(Response);
    expect(answer().status).toBe(200);
    expect(await answer().text()).toBe(CONTENT);
    expect(await answer().json()).toEqual(JSON.parse(CONTENT));
    expect(Buffer.from(await answer().arrayBuffer()).toString()).toBe(CONTENT);
    expect(Buffer.from(await answer().bytes()).toString()).toBe(CONTENT);
    expect(await (await answer().blob()).text()).toBe(CONTENT);
    expect(await new Response(answer().body).text()).toBe(CONTENT);
    expect(await answer().clone().text()).toBe(CONTENT);
  });

  it('is read once', async () => {
    const one = answer();
    expect(one.bodyUsed).toBe(false);
    await one.text();
    expect(one.bodyUsed).toBe(true);
    await expect(one.text()).rejects.toThrow(TypeError);
  });

  it('has headers whatever their letters, and another can be made with them', () => {
    const one = answer();
    one.headers.append('Vary', 'origin');
    one.headers.append('vary', 'accept');
    one.headers.set('ETag', '"a"');
    one.headers.set('etag', '"b"');
    one.headers.set('x-gone', '1');
    one.headers.delete('X-Gone');
    expect(one.headers.get('VARY')).toBe('origin, accept');
    expect(one.headers.get('x-gone')).toBeNull();
    expect(one.headers.has('Etag')).toBe(true);
    const expected = { 'content-type': 'application/json', vary: 'origin, accept', etag: '"b"' };
    expect(Object.fromEntries(new Response(null, one).headers)).toEqual(expected);
    expect(Object.fromEntries(one.clone().headers)).toEqual(expected);
  });
});

describe('over a socket', () => {
  let server: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    const respond = (asked: Request): Response => {
      const { pathname, searchParams } = new URL(asked.url);
      if (pathname === '/native') return new Response(CONTENT);
      return answer({ 'x-told': searchParams.get('told') ?? '' });
    };
    server = await listen(respond, { host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.stop());

  it('arrives whole, with its length, beside others', async () => {
    for (const path of ['/text', '/native', '/text']) {
      const got = await fetch(`${server.url}${path}`);
      expect(got.headers.get('content-length')).toBe(String(Buffer.byteLength(CONTENT)));
      expect(got.headers.has('x-hono-already-sent')).toBe(false);
      expect(await got.text()).toBe(CONTENT);
    }
  });

  it('never holds a header that ends in another', async () => {
    const got = await fetch(`${server.url}/text?told=${encodeURIComponent('a\r\nset-cookie: b=c')}`);
    expect(got.status).toBe(500);
    expect(got.headers.has('set-cookie')).toBe(false);
  });

  it('outlives a client that is gone before it is answered', async () => {
    await new Promise<void>((resolve) => {
      const asked = request(`${server.url}/text`, () => undefined);
      asked.on('error', () => resolve());
      asked.on('socket', (socket) => socket.once('connect', () => asked.destroy(new Error('gone'))));
      asked.end();
    });
    expect((await fetch(`${server.url}/text`)).status).toBe(200);
  });
});
