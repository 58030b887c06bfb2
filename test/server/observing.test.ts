import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createJsonLogger } from '../../src/adapters/logger.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { openServerJobs } from '../support/server-jobs.ts';

const HERE = { host: '127.0.0.1', port: 0 };

describe('a server that is watched', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.dispose());

  it('shows metrics on a port of their own, and nowhere else', async () => {
    server = await openTestServer({ config: { metrics: HERE } });
    const { metrics = '' } = await server.app.observe();
    const jobs = await openServerJobs(server);
    await server.app.background.start();
    await server.client().accounts.list();
    await server
      .client()
      .zones.list({})
      .catch(() => undefined);
    await jobs.run('observing.certificates');
    await jobs.run('nothing.such');
    const text = await (await fetch(`${metrics}/metrics`)).text();
    expect(text).toMatch(
      /^regctl_http_requests_total\{method="GET",route="\/api\/v1\/accounts",status="200"\} 1$/m,
    );
    expect(text).toMatch(/^regctl_http_request_duration_seconds_bucket\{.*le="\+Inf"\} 1$/m);
    expect(text).toContain('regctl_jobs_total{type="observing.certificates",outcome="done"} 1');
    expect(text).toContain('regctl_jobs_total{type="nothing.such",outcome="failed"} 1');
    expect(text).toContain('regctl_queue_jobs{type="nothing.such",state="dead"} 1');
    expect(text).toContain(`regctl_certificates_ending{organization="${jobs.organization}"} 0`);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect((await server.fetch(`${server.url}/metrics`, {})).status).toBe(404);
    expect((await fetch(`${metrics}/metrics`, { headers: { origin: 'https://example.org' } })).status).toBe(
      403,
    );
    expect((await fetch(`${metrics}/`)).status).toBe(404);
    await jobs.close();
  });

  it('lets profiles be taken where that is asked for', async () => {
    server = await openTestServer({ config: { profiling: HERE } });
    const { profiling = '', metrics } = await server.app.observe();
    expect(metrics).toBeUndefined();
    const profile = (await (await fetch(`${profiling}/profile?seconds=0.1`)).json()) as object;
    expect(profile).toHaveProperty('nodes');
    expect((await server.fetch(`${server.url}/profile`, {})).status).toBe(404);
  });

  it('sends a span for each request and job, below the trace of the caller', async () => {
    const taken: { readonly path: string; readonly body: string }[] = [];
    const collector = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        taken.push({ path: request.url ?? '', body });
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    server = await openTestServer({ config: { otlpEndpoint: `http://127.0.0.1:${String(port)}` } });
    await server.app.observe();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { authorization: `Bearer ${server.token}`, traceparent };
    await server.fetch(`${server.url}/api/v1/accounts/none`, { headers });
    const { token } = server;
    await server.dispose();
    server = undefined;
    collector.close();
    expect(taken.map(({ path }) => path)).toEqual(['/v1/traces']);
    const spans = JSON.parse(taken[0]?.body ?? '{}') as {
      readonly resourceSpans: readonly {
        readonly scopeSpans: readonly { readonly spans: readonly object[] }[];
      }[];
    };
    expect(spans.resourceSpans[0]?.scopeSpans[0]?.spans.at(-1)).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      name: 'GET /api/v1/accounts/:name',
      kind: 2,
    });
    expect(taken[0]?.body).not.toContain(token);
  });

  it('writes a line of JSON for each request, with what is needed and no token', async () => {
    const lines: string[] = [];
    server = await openTestServer({ logger: createJsonLogger((line) => lines.push(line), { debug: false }) });
    lines.length = 0;
    const response = await server.fetch(`${server.url}/api/v1/accounts/none?token=rgc_query`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '') as { readonly [field: string]: unknown };
    expect(line).toMatchObject({
      level: 'info',
      message: 'request',
      requestId: response.headers.get('x-request-id'),
      method: 'GET',
      route: '/api/v1/accounts/:name',
      status: response.status,
      durationMs: expect.any(Number) as number,
      user: expect.stringContaining('key') as string,
    });
    expect(lines[0]).not.toContain('rgc_');
  });
});
