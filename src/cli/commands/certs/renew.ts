import { certificateName, certOptions, CA_EXIT_CODES } from '../../cert-words.ts';
import type { Certificate, RenewResult } from '../../../control-plane/certs.ts';
import { certificateRow, OUTCOME_COLUMNS, OUTCOME_FIELDS, renewalRow } from '../../cert-view.ts';
import { isIncomplete } from '../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { DRY_RUN_FLAG } from '../../domain-words.ts';
import type { View } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Renew the certificates that are due',
  description:
    'A certificate is due when its CA says so, else at two thirds of its life, at half where that is below ten days. It can be run every minute: what is not due costs nothing. Deliveries that are missing are made too.',
  examples: [
    { command: 'regctl certs renew', does: 'whatever is due' },
    { command: 'regctl certs renew example.org --force', does: 'this one, due or not' },
    { command: 'regctl certs renew --days 40', does: 'and whatever ends within 40 days' },
    { command: 'regctl certs renew --days 40 --dry-run', does: 'only show which those are' },
  ],
  args: [
    { name: 'name', description: 'one certificate; all when omitted', optional: true, completes: 'domain' },
  ],
  flags: {
    force: { type: 'boolean', description: 'renew what is not due' },
    days: { type: 'integer', value: 'DAYS', description: 'renew too what ends within so many days' },
    ...DRY_RUN_FLAG,
  },
  fields: OUTCOME_FIELDS,
  exitCodes: {
    ...CA_EXIT_CODES,
    9: 'some could not be renewed or delivered; each is listed, and what is in use stays',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { certs } = await context.controlPlane();
    const word = arg('name');
    const name = word === '' ? {} : { name: certificateName(word) };
    const wish = { ...name, force: flags.force, days: flags.days };
    if (flags['dry-run']) return plannedView(await renewable(context, wish), context.now());
    const results = [...(await certs.renew({ ...name, force: flags.force }, certOptions(context)))];
    if (flags.days !== undefined && !flags.force)
      results.push(...(await renewEarly(context, await renewable(context, wish), results)));
    const failed = results.filter((one) => one.error !== null);
    const [first] = failed;
    // Of one that was named, the failure is the command's own.
    if (word !== '' && first !== undefined && first.error !== null) throw first.error;
    for (const { certificate, error } of failed)
      context.warn(
        `${certificate.name}: ${error?.message ?? ''}${error?.reason === undefined ? '' : ` (${error.reason})`}`,
      );
    const delivered = results.flatMap((one) => one.deliveries ?? []);
    const shown = latest(results).filter(
      (one) => one.outcome !== 'not-due' || word !== '' || one.deliveries !== undefined,
    );
    return {
      kind: 'rows',
      columns: OUTCOME_COLUMNS,
      rows: shown.map((one) => renewalRow(one, context.now())),
      nameField: 'name',
      empty: 'nothing is due',
      exitCode: failed.length > 0 || isIncomplete(delivered) ? 9 : 0,
    };
  },
});

/** Certificates read at once. */
const PAGE = 100;
const DAY_MS = 86_400_000;

interface RenewalWish {
  readonly name?: string;
  readonly force: boolean;
  readonly days: number | undefined;
}

/** Those that a call is for: due, or ending within the days that were named, or any with `force`. What was revoked is nobody's. */
async function renewable(context: Context, wish: RenewalWish): Promise<readonly Certificate[]> {
  const now = context.now().getTime();
  const all =
    wish.name === undefined ? await everyCertificate(context) : [await oneCertificate(context, wish.name)];
  return all.filter(({ issued, nextCheckAt }) => {
    if (issued === null || issued.revokedAt !== null) return false;
    const isDue = nextCheckAt !== null && Date.parse(nextCheckAt) <= now;
    const endsSoon = wish.days !== undefined && Date.parse(issued.notAfter) - now <= wish.days * DAY_MS;
    return wish.force || isDue || endsSoon;
  });
}

async function oneCertificate(context: Context, name: string): Promise<Certificate> {
  const { certs } = await context.controlPlane();
  return certs.get(name);
}

async function everyCertificate(context: Context): Promise<readonly Certificate[]> {
  const { certs } = await context.controlPlane();
  const all: Certificate[] = [];
  for (;;) {
    const after = all.at(-1)?.name;
    const page = await certs.list({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** Renews what ends soon and was not renewed just now; one that failed just now is not tried twice. */
async function renewEarly(
  context: Context,
  soon: readonly Certificate[],
  done: readonly RenewResult[],
): Promise<readonly RenewResult[]> {
  const { certs } = await context.controlPlane();
  const results: RenewResult[] = [];
  for (const { name } of soon) {
    if (done.some((one) => one.certificate.name === name && one.outcome !== 'not-due')) continue;
    results.push(...(await certs.renew({ name, force: true }, certOptions(context))));
  }
  return results;
}

/** Of two results about one certificate the later is what became of it. */
function latest(results: readonly RenewResult[]): readonly RenewResult[] {
  return [...new Map(results.map((one) => [one.certificate.name, one])).values()];
}

function plannedView(certificates: readonly Certificate[], now: Date): View {
  return {
    kind: 'rows',
    columns: OUTCOME_COLUMNS,
    rows: certificates.map((certificate) => ({
      outcome: 'planned',
      reason: null,
      error: null,
      delivered: [],
      ...certificateRow(certificate, now),
    })),
    nameField: 'name',
    empty: 'nothing is due',
  };
}
