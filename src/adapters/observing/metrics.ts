import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { JobCount } from '../../ports/job-queue.ts';
import type { Observer } from '../../ports/observer.ts';
import { createCounter, createGauge, createHistogram, type Metric } from './metric.ts';

/** Seconds; the upper bounds of what is counted together. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const JOB_BUCKETS = [0.01, 0.1, 1, 5, 30, 120, 600, 1_800];
/** Milliseconds between looks at the event loop. */
const LAG_RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** What a server knows of itself, for Prometheus. */
export interface Metrics extends Observer {
  /** The text that Prometheus reads. */
  expose(): Promise<string>;
  close(): void;
}

/** Makes the metrics of a server. @param jobCounts - what lies in the queue, asked for at each reading */
export function createMetrics(jobCounts: () => Promise<readonly JobCount[]>, version: string): Metrics {
  const requests = createCounter('regctl_http_requests_total', 'Requests answered.');
  const requestSeconds = createHistogram(
    'regctl_http_request_duration_seconds',
    'How long requests took.',
    REQUEST_BUCKETS,
  );
  const jobs = createCounter('regctl_jobs_total', 'Jobs that a worker let go of.');
  const jobSeconds = createHistogram('regctl_job_duration_seconds', 'How long jobs took.', JOB_BUCKETS);
  const ending = createGauge('regctl_certificates_ending', 'Certificates that end within seven days.');
  const queue = createGauge('regctl_queue_jobs', 'Jobs in the queue.');
  const machine = createMachineGauges(version);
  const all: readonly Metric[] = [requests, requestSeconds, jobs, jobSeconds, ending, queue, ...machine.all];
  return {
    request: ({ method, route, status, durationMs }) => {
      requests.add({ method, route, status: String(status) });
      requestSeconds.observe({ method, route }, durationMs / 1_000);
    },
    job: ({ type, outcome, durationMs }) => {
      jobs.add({ type, outcome });
      jobSeconds.observe({ type }, durationMs / 1_000);
    },
    endingCertificates: (organization, count) => ending.set({ organization }, count),
    expose: async () => {
      queue.clear();
      for (const { type, state, count } of await jobCounts()) queue.set({ type, state }, count);
      machine.read();
      return `${all.flatMap((metric) => metric.lines()).join('\n')}\n`;
    },
    close: () => machine.close(),
  };
}

function createMachineGauges(version: string): {
  readonly all: readonly Metric[];
  read(): void;
  close(): void;
} {
  const build = createGauge('regctl_build_info', 'The version that runs.');
  const startedAt = createGauge('process_start_time_seconds', 'When the process began, since the epoch.');
  const resident = createGauge('process_resident_memory_bytes', 'Memory of the process.');
  const heap = createGauge('nodejs_heap_size_used_bytes', 'Memory of its JavaScript heap in use.');
  const cpu = createGauge('process_cpu_seconds_total', 'CPU time that it has used.', 'counter');
  const lag = createGauge(
    'nodejs_eventloop_lag_p99_seconds',
    'What the event loop was late, 99th percentile.',
  );
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  build.set({ version }, 1);
  startedAt.set({}, Date.now() / 1_000 - process.uptime());
  return {
    all: [build, startedAt, resident, heap, cpu, lag],
    read: () => {
      const memory = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      resident.set({}, memory.rss);
      heap.set({}, memory.heapUsed);
      cpu.set({}, (user + system) / 1e6);
      lag.set({}, delay.percentile(99) / NANOSECONDS);
      delay.reset();
    },
    close: () => {
      delay.disable();
    },
  };
}
