import { isRegctlError, type RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Progress } from '../../../ports/registrar.ts';
import type { CallOptions, DomainsClient } from './domains-client.ts';
import { listOperations, operationDetail, startedOperation, type ApiOperation } from './domains-schema.ts';
import { DOMAINS_PER_PAGE, MAX_PAGES } from './limits.ts';
import { progressOf } from './registration.ts';

/** Behind the id in a handle: the operation is only one of several steps, and the rest is started by the same command again. */
const MORE = '/more';

/** Starts an operation. One of the same kind that runs already for the domain is taken for it. */
export async function startOperation(
  client: DomainsClient,
  operation: string,
  input: { readonly DomainName: DomainName; readonly [member: string]: unknown },
  options: Omit<CallOptions, 'about'>,
): Promise<Progress> {
  const about = input.DomainName;
  try {
    const { OperationId } = await client.call(operation, input, startedOperation, { ...options, about });
    return { state: 'running', handle: OperationId, detail: null };
  } catch (error) {
    const running = isRegctlError(error) ? runningOperation(error) : undefined;
    if (running === undefined) throw error;
    return {
      state: 'running',
      handle: running,
      detail: 'a request of this kind was running already; look at its result when it is done',
    };
  }
}

/** DuplicateRequest carries the id of the operation that runs (service model 2014-05-15, read 2026-11-21). */
function runningOperation(error: RegctlError): string | undefined {
  const running = error.details?.['operation'];
  return error.details?.['refused'] === 'DuplicateRequest' && typeof running === 'string'
    ? running
    : undefined;
}

/** Asks how an operation stands. */
export async function followOperation(
  client: DomainsClient,
  handle: string,
  signal?: AbortSignal,
): Promise<Progress> {
  const isStep = handle.endsWith(MORE);
  const OperationId = isStep ? handle.slice(0, -MORE.length) : handle;
  const found = await client.call('GetOperationDetail', { OperationId }, operationDetail, {
    repeat: 'always',
    signal,
  });
  const progress = { ...progressOf(found), handle };
  return isStep && progress.state === 'done'
    ? {
        ...progress,
        state: 'action-required',
        detail: 'one step is done: run the same command again for the rest',
      }
    : progress;
}

/** Marks a step after which there is more to do. */
export function asStep(progress: Progress): Progress {
  return { ...progress, handle: progress.handle === null ? null : `${progress.handle}${MORE}` };
}

/** The newest operation of a kind for a domain; undefined where there was none. */
export async function newestOperation(
  client: DomainsClient,
  type: string,
  domain: DomainName,
  signal?: AbortSignal,
): Promise<ApiOperation | undefined> {
  let marker: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await client.call(
      'ListOperations',
      {
        Type: [type],
        SortBy: 'SubmittedDate',
        SortOrder: 'DESC',
        MaxItems: DOMAINS_PER_PAGE,
        ...(marker === undefined ? {} : { Marker: marker }),
      },
      listOperations,
      { repeat: 'always', about: domain, signal },
    );
    const found = page.Operations.find((each) => each.DomainName?.toLowerCase() === domain);
    if (found !== undefined || page.NextPageMarker === undefined) return found;
    marker = page.NextPageMarker;
  }
  return undefined;
}
