import { AwsV4Signer } from 'aws4fetch';
import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpClient, HttpResponse } from '../../ports/http-client.ts';
import type { KeyWrapper } from '../../ports/secret-box.ts';
import { tryJson } from '../http/json.ts';
import { damaged, fromBase64, toBase64 } from './sealing.ts';

/** How a key of AWS KMS is written where master keys are named. */
export const AWS_KMS_PREFIX = 'aws-kms:';
/** The server opens a vault while somebody waits. */
const TIMEOUT_MS = 10_000;
/** What a wrapped key is bound to, as KMS authenticates and logs it. */
const CONTEXT_NAME = 'regctl';

const encrypted = z.object({ CiphertextBlob: z.string() });
const decrypted = z.object({ Plaintext: z.string(), KeyId: z.string() });
const refusal = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/** What signs requests to AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface AwsKmsOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly credentials: () => Promise<AwsCredentials>;
  /** Instead of the address of the region: a VPC endpoint, say. */
  readonly endpoint?: string | undefined;
}

/**
 * Wraps by a symmetric key of AWS KMS, which never leaves it. Aliases are not taken: what they point at may change, and nobody would know what wrapped what.
 *
 * @param words - `aws-kms:` and the ARN of a key
 * @throws RegctlError `INVALID_CONFIG`
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
export function awsKmsWrapper(words: string, options: AwsKmsOptions): KeyWrapper {
  const arn = words.slice(AWS_KMS_PREFIX.length).trim();
  const region = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[0-9a-zA-Z-]+$/.exec(arn)?.[1];
  if (region === undefined) {
    throw new RegctlError('INVALID_CONFIG', `${words} names no key of AWS KMS`, {
      reason: 'it takes the ARN of a key, with region and account; an alias may come to mean another key',
      hint: 'such as aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    });
  }
  const ask = async (action: 'Encrypt' | 'Decrypt', input: object): Promise<unknown> => {
    const url = options.endpoint ?? `https://kms.${region}.amazonaws.com/`;
    const { sessionToken, ...key } = await options.credentials();
    const body = JSON.stringify({ KeyId: arn, ...input });
    const { headers } = await new AwsV4Signer({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` },
      body,
      ...key,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service: 'kms',
      region,
      allHeaders: true,
      datetime: options.clock
        .now()
        .toISOString()
        .replaceAll(/[:-]|\.\d{3}/g, ''),
    }).sign();
    const response = await options.http.send({
      method: 'POST',
      url,
      headers: Object.fromEntries(headers),
      body,
      repeatable: true,
      timeoutMs: TIMEOUT_MS,
    });
    if (response.status !== 200) throw refused(arn, action, response);
    return tryJson(response.text);
  };
  const contextOf = (context: string): object => ({ EncryptionContext: { [CONTEXT_NAME]: context } });
  return {
    id: arn,
    wrap: async (context, key) => {
      const answer = encrypted.safeParse(
        await ask('Encrypt', { Plaintext: toBase64(key), ...contextOf(context) }),
      );
      if (!answer.success) throw unreadable(arn);
      return answer.data.CiphertextBlob;
    },
    unwrap: async (context, wrapped) => {
      const answer = decrypted.safeParse(
        await ask('Decrypt', { CiphertextBlob: wrapped, ...contextOf(context) }),
      );
      if (!answer.success || answer.data.KeyId !== arn) throw unreadable(arn);
      return fromBase64(answer.data.Plaintext);
    },
  };
}

function refused(arn: string, action: string, { status, text }: HttpResponse): RegctlError {
  const said = refusal.safeParse(tryJson(text));
  const type = said.success ? (said.data.__type.split('#').at(-1) ?? '') : '';
  if (type === 'InvalidCiphertextException' || type === 'IncorrectKeyException')
    return damaged(`${arn} did not wrap it, or not for this organization`);
  const words = said.success
    ? `${type}: ${said.data.message ?? said.data.Message ?? ''}`
    : `status ${status}`;
  if (status >= 500 || status === 429 || type === 'ThrottlingException') {
    return new RegctlError(
      'PROVIDER_UNAVAILABLE',
      `AWS KMS did not ${action.toLowerCase()} a key of the vault`,
      {
        reason: words,
        hint: 'try again in a moment; nothing was lost',
      },
    );
  }
  return new RegctlError('STORE_FAILED', 'the vault cannot be opened', {
    reason: `AWS KMS refused to ${action.toLowerCase()} by ${arn}: ${words}`,
    hint: 'let the server use the key: kms:Encrypt and kms:Decrypt; then `regctl server doctor`',
  });
}

function unreadable(arn: string): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', 'AWS KMS answered what cannot be understood', {
    reason: `the answer about ${arn} is not as its API says`,
    hint: 'look whether a proxy stands between; then `regctl server doctor`',
  });
}
