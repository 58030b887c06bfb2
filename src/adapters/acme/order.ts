import { z } from 'zod';
import { toBase64url } from '../../core/base64url.ts';
import type { AcmeSigner, CaOrder, NewOrder, OrderStatus } from '../../ports/certificate-authority.ts';
import type { HttpResponse } from '../../ports/http-client.ts';
import { problemFromWire, problemSchema } from './problem.ts';
import { notUnderstood, type AcmeTransport } from './transport.ts';

interface WireOrder {
  readonly status: OrderStatus;
  readonly expires?: string | undefined;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string | undefined;
  readonly profile?: string | undefined;
  readonly error?: Parameters<typeof problemFromWire>[0] | undefined;
}

/** RFC 8555 §7.1.3. */
const orderSchema: z.ZodType<WireOrder> = z.object({
  status: z.enum(['pending', 'ready', 'processing', 'valid', 'invalid']),
  expires: z.string().optional(),
  authorizations: z.array(z.url()),
  finalize: z.url(),
  certificate: z.url().optional(),
  profile: z.string().optional(),
  error: problemSchema.optional(),
});

/** Orders a certificate (RFC 8555 §7.4). */
export async function newOrder(
  transport: AcmeTransport,
  signer: AcmeSigner,
  order: NewOrder,
  signal?: AbortSignal,
): Promise<CaOrder> {
  const { newOrder: url } = await transport.directory(signal);
  const what = `order for ${order.identifiers.map((one) => one.value).join(', ')}`;
  const response = await transport.post(signer, { what, url, payload: { ...order }, signal });
  const location = response.headers['location'];
  if (location === undefined) throw notUnderstood(what, url, 'the answer has no Location');
  return orderOf(transport, location, response);
}

/** Asks how an order stands. */
export async function getOrder(
  transport: AcmeTransport,
  signer: AcmeSigner,
  url: string,
  signal?: AbortSignal,
): Promise<CaOrder> {
  return orderOf(
    transport,
    url,
    await transport.post(signer, { what: `order ${url}`, url, payload: '', signal }),
  );
}

/** Hands the certificate signing request in (RFC 8555 §7.4). */
export async function finalizeOrder(
  transport: AcmeTransport,
  signer: AcmeSigner,
  order: CaOrder,
  csr: Uint8Array,
  signal?: AbortSignal,
): Promise<CaOrder> {
  const what = `certificate of order ${order.url}`;
  const payload = { csr: toBase64url(csr) };
  return orderOf(
    transport,
    order.url,
    await transport.post(signer, { what, url: order.finalize, payload, signal }),
  );
}

function orderOf(transport: AcmeTransport, url: string, response: HttpResponse): CaOrder {
  const order = transport.read(`order ${url}`, url, response, orderSchema);
  return {
    url,
    status: order.status,
    expiresAt: order.expires ?? null,
    authorizations: order.authorizations,
    finalize: order.finalize,
    certificate: order.certificate ?? null,
    profile: order.profile ?? null,
    problem: order.error === undefined ? null : problemFromWire(order.error),
    retryAfterSeconds: transport.retryAfter(response),
  };
}
