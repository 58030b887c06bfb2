import type * as z from 'zod';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { Repeat } from '../../http/within-budget.ts';
import { tryJson } from '../../http/json.ts';
import { whyNot } from './client.ts';
import type { KeySource } from './credentials.ts';
import { errorReply } from './domains-schema.ts';
import { domainsLimits } from './limits.ts';
import { refusalError, unreadableError } from './refusals.ts';
import { createSender, type Sender } from './sender.ts';

/** What a call is about, and how often it may be sent. */
export interface CallOptions {
  readonly repeat: Repeat;
  readonly about?: DomainName;
  /** Part of the input that no error may hold. */
  readonly secret?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks the API of Route 53 Domains: JSON 1.1, one address, the operation in a header (service model 2014-05-15, read 2026-11-21). */
export class DomainsClient {
  readonly #context: ProviderContext;
  readonly #url: string;
  readonly #send: Sender;

  /** @param endpoint - base URL without a trailing slash */
  constructor(context: ProviderContext, endpoint: string, keys: KeySource) {
    this.#context = context;
    this.#url = `${endpoint}/`;
    // The service lives in this Region only.
    this.#send = createSender(context, keys, { service: 'route53domains', region: 'us-east-1' });
  }

  /**
   * Calls one operation.
   *
   * @throws RegctlError whose `details.refused` is the service's own code, where it refused
   */
  async call<T>(operation: string, input: object, schema: z.ZodType<T>, options: CallOptions): Promise<T> {
    const { account } = this.#context;
    const { repeat, about, signal } = options;
    const response = await this.#send(
      domainsLimits(account),
      {
        method: 'POST',
        url: this.#url,
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `Route53Domains_v20140515.${operation}`,
        },
        body: JSON.stringify(input),
        timeoutMs: this.#context.timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      },
      repeat,
    );
    const { status } = response;
    const document = tryJson(response.text);
    const asked = { account, permission: `route53domains:${operation}`, about, status };
    const refused = errorReply.safeParse(document).data;
    if (refused !== undefined)
      throw refusalError({
        ...asked,
        code: refused.code,
        messages: refused.message === undefined ? [] : [withoutSecret(refused.message, options.secret)],
        requestId: response.headers['x-amzn-requestid'],
        operation: refused.requestId,
      });
    const parsed = schema.safeParse(document);
    if (parsed.success && status >= 200 && status < 300) return parsed.data;
    throw unreadableError(asked, whyNot(response, parsed.error), repeat !== 'always');
  }
}

/** A refusal may quote its input. */
function withoutSecret(text: string, secret: string | undefined): string {
  return secret === undefined || secret === '' ? text : text.replaceAll(secret, '…');
}
