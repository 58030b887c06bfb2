import { z } from 'zod';
import type { RenewalInfo } from '../../ports/certificate-authority.ts';
import { notUnderstood, type AcmeTransport } from './transport.ts';

interface WireRenewalInfo {
  readonly suggestedWindow: { readonly start: string; readonly end: string };
  readonly explanationURL?: string | undefined;
}

/** RFC 9773 §4.2. */
const renewalInfoSchema: z.ZodType<WireRenewalInfo> = z.object({
  suggestedWindow: z.object({ start: z.string(), end: z.string() }),
  explanationURL: z.string().optional(),
});

/** Asks when a certificate should be renewed: a plain GET, unsigned. */
export async function getRenewalInfo(
  transport: AcmeTransport,
  id: string,
  signal?: AbortSignal,
): Promise<RenewalInfo | undefined> {
  const { renewalInfo } = await transport.directory(signal);
  if (renewalInfo === undefined) return undefined;
  const url = `${renewalInfo.replace(/\/$/, '')}/${id}`;
  const response = await transport.get('renewal information', url, signal);
  const info = transport.read('renewal information', url, response, renewalInfoSchema);
  const [start, end] = [Date.parse(info.suggestedWindow.start), Date.parse(info.suggestedWindow.end)];
  // RFC 9773 §4.2: a window that ends before it begins is malformed.
  if (!(end > start)) throw notUnderstood('renewal information', url, 'the window ends before it begins');
  return {
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    explanationUrl: info.explanationURL ?? null,
    retryAfterSeconds: transport.retryAfter(response),
  };
}
