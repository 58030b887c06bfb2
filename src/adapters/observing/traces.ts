import type { Fetch } from '../http/client.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Observer, SeenJob, SeenRequest } from '../../ports/observer.ts';

/** Milliseconds between sendings, spans that are sent at a time, and spans that wait at most: what is more is dropped. */
const SEND_MS = 5_000;
const BATCH = 512;
const MAX_WAITING = 4_096;
const TIMEOUT_MS = 10_000;
/** Of OTLP: a span that answers, one that works; fine and failed. */
const KIND_SERVER = 2;
const KIND_CONSUMER = 5;
const STATUS_ERROR = 2;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

/** Sends traces. `close` sends what is left. */
export interface Traces extends Pick<Observer, 'request' | 'job'> {
  close(): Promise<void>;
}

/**
 * Sends a span for each request and job as OTLP over HTTP in JSON.
 *
 * @param endpoint - without the path: `http://127.0.0.1:4318`
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function createTraces(endpoint: string, version: string, fetch: Fetch, logger: Logger): Traces {
  const waiting: Span[] = [];
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  let sending: Promise<void> = Promise.resolve();
  const add = (span: Span): void => {
    if (waiting.length < MAX_WAITING) waiting.push(span);
  };
  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const spans = waiting.splice(0, BATCH);
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(envelope(spans, version)),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        await response.arrayBuffer();
        if (!response.ok) logger.debug('traces were not taken', { status: response.status });
      } catch (error) {
        // Traces are a help and no duty: what cannot be sent is gone.
        logger.debug('traces could not be sent', { message: String(error) });
        return;
      }
    }
  };
  const timer = setInterval(() => {
    sending = sending.then(send);
  }, SEND_MS);
  timer.unref();
  return {
    request: (seen) => add(requestSpan(seen)),
    job: (seen) => add(jobSpan(seen)),
    close: async () => {
      clearInterval(timer);
      await sending;
      await send();
    },
  };
}

function requestSpan(seen: SeenRequest): Span {
  const [, traceId, parentSpanId] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(seen.traceparent ?? '') ?? [];
  return {
    traceId: traceId ?? randomHex(16),
    spanId: randomHex(8),
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: `${seen.method} ${seen.route}`,
    kind: KIND_SERVER,
    ...times(seen),
    attributes: [
      text('http.request.method', seen.method),
      text('http.route', seen.route),
      { key: 'http.response.status_code', value: { intValue: String(seen.status) } },
      text('regctl.request_id', seen.requestId),
      ...(seen.user === null ? [] : [text('enduser.id', seen.user)]),
    ],
    status: seen.status >= 500 ? { code: STATUS_ERROR } : {},
  };
}

function jobSpan(seen: SeenJob): Span {
  return {
    traceId: randomHex(16),
    spanId: randomHex(8),
    name: `job ${seen.type}`,
    kind: KIND_CONSUMER,
    ...times(seen),
    attributes: [
      text('messaging.operation.name', seen.type),
      text('messaging.message.id', seen.id),
      text('regctl.organization', seen.organization),
    ],
    status: seen.outcome === 'failed' ? { code: STATUS_ERROR } : {},
  };
}

function times(seen: { readonly startedAt: number; readonly durationMs: number }): {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
} {
  const start = BigInt(Math.round(seen.startedAt)) * 1_000_000n;
  const end = start + BigInt(Math.round(seen.durationMs * 1_000_000));
  return { startTimeUnixNano: String(start), endTimeUnixNano: String(end) };
}

function envelope(spans: readonly Span[], version: string): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', 'regctl'), text('service.version', version)] },
        scopeSpans: [{ scope: { name: 'regctl' }, spans }],
      },
    ],
  };
}

function text(key: string, stringValue: string): Attribute {
  return { key, value: { stringValue } };
}

function randomHex(octets: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(octets)), (octet) =>
    octet.toString(16).padStart(2, '0'),
  ).join('');
}
