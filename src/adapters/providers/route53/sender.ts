import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../ports/http-client.ts';
import { sendWithinBudget, type ApiLimits, type Repeat } from '../../http/within-budget.ts';
import type { KeySource } from './credentials.ts';
import { signRequest, type SigningScope } from './signer.ts';

/** Sends requests of one service, signed and within its budget. */
export type Sender = (limits: ApiLimits, request: HttpRequest, repeat: Repeat) => Promise<HttpResponse>;

/** Makes a sender. Each try is signed right before it goes out: a signature is too old after five minutes, and the budget may make one wait. */
export function createSender(context: ProviderContext, keys: KeySource, scope: SigningScope): Sender {
  const derived = new Map<string, ArrayBuffer>();
  const http: HttpClient = {
    send: async (request) =>
      context.http.send(
        await signRequest(request, await keys(request.signal), scope, context.clock.now(), derived),
      ),
  };
  return (limits, request, repeat) => sendWithinBudget({ ...context, http }, limits, request, repeat);
}
