import type { DomainRef } from '../control-plane/domains.ts';
import type { Context } from './context.ts';
import { changeRow } from './domain-view.ts';
import { domainOptions } from './domain-words.ts';
import type { Row } from './output/view.ts';

/** Exit codes of the commands that change DS records, where they differ from other changes. */
export const DNSSEC_EXIT_CODES = {
  7: 'the zone is not signed by all of its servers, or the registrar refused',
  10: 'a server could not be reached',
} as const;

/** Changes the DS of a domain and gives the row to print. */
export async function setDnssec(
  context: Context,
  ref: DomainRef,
  wish: 'enable' | 'disable' | 'sync',
  dryRun: boolean,
): Promise<Row> {
  if (dryRun) {
    const { previewDnssec } = await import('./change-preview.ts');
    return previewDnssec(context, ref, wish);
  }
  const { before, after, change } = await (
    await context.controlPlane()
  ).domains.setDnssec(ref, wish, domainOptions(context));
  const ds = after.length === 0 ? 'no DS' : after.join('; ');
  if (change !== null) {
    context.notice(`${ref.name}: ${(before.ds ?? []).join('; ') || 'no DS'} → ${ds}`);
    return changeRow(change);
  }
  return {
    name: ref.name,
    account: before.account,
    action: 'dnssec-set',
    state: 'done',
    detail: `as it should be: ${ds}`,
    operation: null,
    error: null,
  };
}
