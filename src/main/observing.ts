import type { Listener } from '../adapters/observing/listeners.ts';
import type { Metrics } from '../adapters/observing/metrics.ts';
import type { Traces } from '../adapters/observing/traces.ts';
import { nodeFetch } from '../adapters/http/node.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { Observer } from '../ports/observer.ts';
import type { ServerConfig } from '../ports/server-host.ts';

export interface ObservingOptions {
  readonly config: Pick<ServerConfig, 'metrics' | 'profiling' | 'otlpEndpoint'>;
  readonly version: string;
  readonly logger: Logger;
  readonly environment: { readonly [name: string]: string | undefined };
}

/** What watches a server, as far as its configuration asks for it. */
export interface Observing extends Observer {
  /** Begins to listen. @returns where, by what is had there */
  start(queue: JobQueue): Promise<{ readonly metrics?: string; readonly profiling?: string }>;
  close(): Promise<void>;
}

/** Joins metrics, traces and profiles; what is not asked for is not even loaded. */
export function openObserving({ config, version, logger, environment }: ObservingOptions): Observing {
  let metrics: Metrics | undefined;
  let traces: Traces | undefined;
  const listeners: Listener[] = [];
  return {
    request: (seen) => {
      metrics?.request(seen);
      traces?.request(seen);
    },
    job: (seen) => {
      metrics?.job(seen);
      traces?.job(seen);
    },
    endingCertificates: (organization, count) => metrics?.endingCertificates(organization, count),
    start: async (queue) => {
      const urls: { metrics?: string; profiling?: string } = {};
      if (config.metrics !== undefined) {
        const [{ createMetrics }, { serveMetrics }] = await Promise.all([
          import('../adapters/observing/metrics.ts'),
          import('../adapters/observing/listeners.ts'),
        ]);
        const made = createMetrics(() => queue.counts(), version);
        metrics = made;
        const listener = await serveMetrics(config.metrics, () => made.expose());
        listeners.push(listener);
        urls.metrics = listener.url;
      }
      if (config.profiling !== undefined) {
        const { serveProfiles } = await import('../adapters/observing/listeners.ts');
        const listener = await serveProfiles(config.profiling);
        listeners.push(listener);
        urls.profiling = listener.url;
      }
      if (config.otlpEndpoint !== undefined) {
        const { createTraces } = await import('../adapters/observing/traces.ts');
        traces = createTraces(config.otlpEndpoint, version, nodeFetch(environment), logger);
      }
      return urls;
    },
    close: async () => {
      for (const listener of listeners.splice(0)) await listener.stop();
      metrics?.close();
      await traces?.close();
    },
  };
}
