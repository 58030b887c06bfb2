import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { jsonOf, type FakeReply, type FakeRequest } from './fake-server.ts';

/** What the parts of the Cloudflare server share: envelope, errors, paging, ids, times. */

export interface Json {
  [key: string]: unknown;
}

/** How a registration goes on after the POST. */
export type RegistrarAsync = 'sync' | 'async' | 'action-required' | 'blocked';

/** What tests may turn at any time. */
export interface CloudflareKnobs {
  /** Paid plan: 3500 changes a batch and 3500 records instead of 200, tags, flattening, long comments. */
  paid: boolean;
  /** How many calls about a zone made from now on fail with 403/10000 before its permissions arrive. */
  newZone403: number;
  registrarAsync: RegistrarAsync;
  /** Polls of registration-status until an asynchronous registration is done. */
  pollsToFinish: number;
  /** Makes the registrations accepted from now on end as `failed`. */
  registrarFailure: { readonly code: string; readonly message: string } | undefined;
  /** False: the account has no default payment method. */
  paymentMethod: boolean;
  /** False: the account has no default address-book entry. */
  defaultContact: boolean;
  /** No page holds more than this, whatever was asked for. */
  maxPerPage: number | undefined;
  /** Older form of DNS errors: 1004 with the cause in `error_chain`. */
  chainedErrors: boolean;
  /** The deprecated endpoints under registrar/domains; `by-date` closes them on 27 September 2026. */
  oldRegistrar: 'open' | 'gone' | 'not-found' | 'by-date';
}

/** What a part needs of the whole. */
export interface Core {
  readonly accountId: string;
  readonly knobs: CloudflareKnobs;
  now(): number;
  newId(): string;
  /** The time in the form of the API, different at each call. */
  stamp(): string;
}

export interface ErrorItem {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly ErrorItem[];
}

export class Refusal extends Error {
  readonly status: number;
  readonly items: readonly ErrorItem[];
  readonly headers: { readonly [name: string]: string };

  constructor(
    status: number,
    items: readonly ErrorItem[],
    headers: { readonly [name: string]: string } = {},
  ) {
    super(items.map((item) => `${item.code} ${item.message}`).join(', '));
    this.status = status;
    this.items = items;
    this.headers = headers;
  }
}

export function refusal(status: number, code: number, message: string): Refusal {
  return new Refusal(status, [{ code, message }]);
}

// cloudflare.md §1, general error codes
export const forbidden = (): Refusal => refusal(403, 10000, 'Authentication error');
export const noRoute = (): Refusal => refusal(404, 7000, 'No route for that URI');

export function unroutable(path: string): Refusal {
  return new Refusal(404, [
    { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: 'No route for that URI' },
  ]);
}

// cloudflare.md §1, envelope
export function ok(
  result: unknown,
  options: { readonly status?: number; readonly info?: Json; readonly headers?: FakeReply['headers'] } = {},
): FakeReply {
  return {
    status: options.status ?? 200,
    ...(options.headers === undefined ? {} : { headers: options.headers }),
    body: {
      success: true,
      errors: [],
      messages: [],
      result,
      ...(options.info === undefined ? {} : { result_info: options.info }),
    },
  };
}

export function refused({ status, items, headers }: Refusal): FakeReply {
  return { status, headers, body: { success: false, errors: items, messages: [], result: null } };
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function bodyOf(request: FakeRequest): Json {
  const body = jsonOf(request);
  if (!isJson(body)) throw refusal(400, 6007, 'Malformed JSON in request body');
  return body;
}

export interface PageRule {
  readonly min: number;
  readonly max: number;
  readonly standard: number;
}

function wholeOf(query: URLSearchParams, name: string, standard: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return standard;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw refusal(400, 6003, `Invalid request: ${name}`);
  return value;
}

// cloudflare.md §1, pagination: page style
export function pageReply(
  core: Core,
  query: URLSearchParams,
  rule: PageRule,
  all: readonly unknown[],
): FakeReply {
  const page = wholeOf(query, 'page', 1, 1, 999_999_999);
  const asked = wholeOf(query, 'per_page', rule.standard, rule.min, rule.max);
  const per_page = Math.min(asked, core.knobs.maxPerPage ?? asked);
  const result = all.slice((page - 1) * per_page, page * per_page);
  return ok(result, {
    info: {
      page,
      per_page,
      count: result.length,
      total_count: all.length,
      total_pages: Math.max(1, Math.ceil(all.length / per_page)),
    },
  });
}

// cloudflare.md §1, pagination: cursor style, an empty cursor is the end
export function cursorReply(core: Core, query: URLSearchParams, all: readonly unknown[]): FakeReply {
  const asked = wholeOf(query, 'per_page', 20, 1, 50);
  const per_page = Math.min(asked, core.knobs.maxPerPage ?? asked);
  const from = offsetOf(query.get('cursor') ?? '');
  const result = all.slice(from, from + per_page);
  const next = from + result.length;
  const cursor = next < all.length ? Buffer.from(`o:${next}`).toString('base64url') : '';
  return ok(result, { info: { count: result.length, cursor, per_page } });
}

function offsetOf(cursor: string): number {
  if (cursor === '') return 0;
  const [, digits] = /^o:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (digits === undefined) throw refusal(400, 6003, 'Invalid request: cursor');
  return Number(digits);
}

// cloudflare.md §8.2: ids are 32 hex digits
export const isId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);
export const idOf = (seed: string): string => createHash('sha256').update(seed).digest('hex').slice(0, 32);

/** UTC with up to microseconds, trailing zeros trimmed (cloudflare.md §3). */
export function stampOf(milliseconds: number, micros = 0): string {
  const text = new Date(milliseconds).toISOString().slice(0, -1) + String(micros % 1000).padStart(3, '0');
  return `${text.replace(/\.?0+$/, '')}Z`;
}

/** Lower case and A-labels, label by label. */
export function toAscii(name: string): string {
  return name
    .toLowerCase()
    .split('.')
    .map((label) => (/^[\x20-\x7e]*$/.test(label) ? label : domainToASCII(label)))
    .join('.');
}
