import { AwsV4Signer } from 'aws4fetch';
import type { HttpRequest } from '../../../ports/http-client.ts';

/** What signs requests. Both parts are secrets. */
export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials; goes along as X-Amz-Security-Token. */
  readonly sessionToken?: string;
}

export interface SigningScope {
  readonly service: string;
  readonly region: string;
}

/**
 * Signs a request with AWS Signature V4: every header it has, its query and its body.
 *
 * @param now - the signature is good for some five minutes from here
 * @param derived - keeps the key of the day, which takes four hashes to make
 */
export async function signRequest(
  request: HttpRequest,
  key: AwsKey,
  scope: SigningScope,
  now: Date,
  derived: Map<string, ArrayBuffer> = new Map(),
): Promise<HttpRequest> {
  const { headers } = await new AwsV4Signer({
    method: request.method,
    url: request.url,
    headers: request.headers ?? {},
    ...(request.body === undefined ? {} : { body: request.body }),
    ...key,
    ...scope,
    datetime: now.toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
    // Without it Content-Type stays unsigned, which AWS allows and its own clients do not do.
    allHeaders: true,
    cache: derived,
  }).sign();
  return { ...request, headers: Object.fromEntries(headers) };
}
