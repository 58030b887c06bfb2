import * as z from 'zod';

/** `9090`, `127.0.0.1:9090` or `[::1]:9090`; a port alone is this machine's. */
const LISTEN = /^(?:(\[[0-9a-fA-F:]+\]|[^\s:]+):)?(\d{1,5})$/;

const listenAddress = z.string().transform((text, context) => {
  const [, host = '127.0.0.1', port] = LISTEN.exec(text) ?? [];
  if (port !== undefined && Number(port) <= 65_535)
    return { host: host.replaceAll(/^\[|\]$/g, ''), port: Number(port) };
  context.issues.push({ code: 'custom', message: 'it is not [ADDRESS:]PORT', input: text });
  return z.NEVER;
});

type Listen = z.ZodExactOptional<z.ZodType<{ host: string; port: number }>>;

/** Settings by which a server is watched and sends mail. */
export const OBSERVING_SETTINGS: {
  readonly metrics: Listen;
  readonly profiling: Listen;
  readonly otlpEndpoint: z.ZodExactOptional<z.ZodType<string>>;
  readonly logFormat: z.ZodExactOptional<z.ZodType<'text' | 'json'>>;
  readonly smtpUrl: z.ZodExactOptional<z.ZodType<string>>;
  readonly mailApiKey: z.ZodExactOptional<z.ZodType<string>>;
  readonly mailApiUrl: z.ZodExactOptional<z.ZodType<string>>;
  readonly mailFrom: z.ZodExactOptional<z.ZodType<string>>;
} = {
  metrics: z
    .preprocess((value) => (typeof value === 'number' ? String(value) : value), listenAddress)
    .exactOptional(),
  profiling: z
    .preprocess((value) => (typeof value === 'number' ? String(value) : value), listenAddress)
    .exactOptional(),
  otlpEndpoint: z.url({ protocol: /^https?$/ }).exactOptional(),
  logFormat: z.enum(['text', 'json']).exactOptional(),
  smtpUrl: z.url({ protocol: /^smtps?$/ }).exactOptional(),
  mailApiKey: z.string().min(1).exactOptional(),
  mailApiUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
  mailFrom: z.string().regex(/@/, 'it is no mail address').exactOptional(),
};

/** Flags by which a server is watched. */
export const OBSERVING_FLAGS = {
  metrics: {
    type: 'string',
    value: '[ADDRESS:]PORT',
    description: 'where Prometheus reads metrics, such as 9090; this machine alone without an address',
  },
  profiling: {
    type: 'string',
    value: '[ADDRESS:]PORT',
    description: 'where CPU profiles and heap snapshots are taken, such as 6060',
  },
  'log-format': {
    type: 'string',
    value: 'FORMAT',
    choices: ['text', 'json'],
    description: 'json: a line of JSON on stderr for each request and event',
  },
} as const;

/** What of these flags was given. */
export function observingFlags(flags: {
  readonly metrics?: string | undefined;
  readonly profiling?: string | undefined;
  readonly 'log-format'?: string | undefined;
}): { [name: string]: unknown } {
  return {
    ...(flags.metrics === undefined ? {} : { metrics: flags.metrics }),
    ...(flags.profiling === undefined ? {} : { profiling: flags.profiling }),
    ...(flags['log-format'] === undefined ? {} : { logFormat: flags['log-format'] }),
  };
}
