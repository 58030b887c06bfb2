import type { Context } from 'hono';
import type { RequestVariables, ServerDeps } from '../deps.ts';
import type { IdentityDeps } from '../identity-deps.ts';

/** A request for a page. */
export type PageContext = Context<{ Variables: RequestVariables }>;

/** What pages are made of. */
export type PageDeps = IdentityDeps &
  Pick<ServerDeps, 'limiter' | 'limits' | 'audit' | 'logger' | 'invited' | 'connections' | 'outlive'>;
