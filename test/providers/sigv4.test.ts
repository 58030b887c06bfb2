import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signRequest } from '../../src/adapters/providers/route53/signer.ts';
import type { HttpRequest } from '../../src/ports/http-client.ts';

/**
 * AWS's own vectors (test/data/aws-sigv4, Apache License 2.0). Two of the suite are not among them, `get-utf8` and `get-space`: their path stands unencoded
 * in the request line, where a URL has it encoded, and what is on the wire is then encoded once more.
 */
const FOLDER = join(import.meta.dirname, '../data/aws-sigv4');
const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const SCOPE = { service: 'service', region: 'us-east-1' };
const NOW = new Date('2015-08-30T12:36:00Z');

const vectors = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.req'))
  .map((path) => path.slice(0, -'.req'.length))
  .toSorted();

describe('AWS Signature V4', () => {
  it('has the vectors', () => {
    expect(vectors).toHaveLength(32);
  });

  it.each(vectors)('signs %s as AWS does', async (vector) => {
    const read = (extension: string): string => readFileSync(join(FOLDER, `${vector}.${extension}`), 'utf8');
    const request = readRequest(read('req'));
    // The token is the client's to send; the vector has it in its canonical request only.
    const sessionToken = /^x-amz-security-token:(.*)$/m.exec(read('creq'))?.[1];
    const { 'x-amz-security-token': _, ...headers } = request.headers;
    const signed = await signRequest(
      { ...request, headers },
      { ...KEY, ...(sessionToken === undefined ? {} : { sessionToken }) },
      SCOPE,
      NOW,
    );
    expect(signed.headers?.['authorization']).toBe(read('authz').trim());
    expect(signed.headers?.['x-amz-date']).toBe('20150830T123600Z');
    expect(signed.headers?.['x-amz-security-token']).toBe(sessionToken);
  });

  it('makes the key of the day once', async () => {
    const derived = new Map<string, ArrayBuffer>();
    const request: HttpRequest = { method: 'GET', url: 'https://example.amazonaws.com/' };
    const first = await signRequest(request, KEY, SCOPE, NOW, derived);
    expect(await signRequest(request, KEY, SCOPE, NOW, derived)).toEqual(first);
    expect(derived.size).toBe(1);
  });
});

/** Reads a request as it would go over the wire; lines of one header are joined, folded ones too (RFC 9110 §5.2, RFC 9112 §5.2). */
function readRequest(text: string): HttpRequest & { readonly headers: { readonly [name: string]: string } } {
  const [head = '', ...rest] = text.split('\n\n');
  const [line = '', ...fields] = head
    .trimEnd()
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const [, method = '', path = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(line) ?? [];
  const headers: { [name: string]: string } = {};
  for (const field of fields) {
    const [name = '', ...value] = field.split(':');
    const key = name.toLowerCase();
    headers[key] = [...(key in headers ? [headers[key]] : []), value.join(':').trim()].join(',');
  }
  const { host = '', 'x-amz-date': _, ...others } = headers;
  const body = rest.join('\n\n');
  return {
    method: method as HttpRequest['method'],
    url: `https://${host}${path}`,
    headers: others,
    ...(body === '' ? {} : { body }),
  };
}
