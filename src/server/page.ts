import type { Context } from 'hono';
import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { DEFAULT_PAGE, MAX_PAGE, type Page } from '../control-plane/page.ts';
import { RegctlError } from '../core/errors.ts';

/** What a page of a list is asked for with. */
export const CURSOR_FIELDS: readonly string[] = ['cursor', 'limit'];

/** Where a page begins, and how long it is. */
export interface PageRequest {
  /** The last item of the page before; undefined for the first page. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Reads cursor and limit. @throws RegctlError `INVALID_INPUT` */
export function readPageRequest(context: Context): PageRequest {
  const limit = context.req.query('limit') ?? String(DEFAULT_PAGE);
  const cursor = context.req.query('cursor');
  if (!/^\d{1,6}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_PAGE)
    throw invalid(`limit is not from 1 to ${MAX_PAGE}`);
  return { after: cursor === undefined ? undefined : readCursor(cursor), limit: Number(limit) };
}

/** Cuts a page out of a list by the key of its items, so that what comes or goes between two pages moves nothing else. */
export function cutPage(operation: AnyOperation, list: readonly unknown[], request: PageRequest): Page {
  const keyOf = operation.cursorOf as (item: unknown) => string;
  const { after } = request;
  const behind = list
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const page = behind.slice(0, request.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    next: last === undefined || page.length === behind.length ? null : writeCursor(last.key),
  };
}

function writeCursor(key: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(key)));
}

function readCursor(cursor: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(cursor), (character) => character.charCodeAt(0)),
    );
  } catch {
    throw invalid('cursor is none that this server gave');
  }
}

function invalid(message: string): RegctlError {
  return new RegctlError('INVALID_INPUT', message, {
    reason: 'it names a part of a list',
    hint: 'give `next` of the page before, or nothing for the first page',
  });
}
