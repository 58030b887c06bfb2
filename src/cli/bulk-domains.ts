import type { DomainRef, DomainSetting } from '../control-plane/domains.ts';
import { defineCommand, type AnyCommand } from './command.ts';
import type { CommandRecord } from './command-record.ts';
import type { Context } from './context.ts';
import { CHANGE_FIELDS, changeRow } from './domain-view.ts';
import {
  DRY_RUN_FLAG,
  domainNames,
  domainOptions,
  forEachDomain,
  NAMES_ARG,
  NAMES_FLAG,
} from './domain-words.ts';
import type { Row } from './output/view.ts';

/** What one command that does the same to many domains is, apart from what all of them are. */
interface BulkCommand extends Pick<CommandRecord, 'summary' | 'examples'> {
  /** What the rows call it. */
  readonly action: string;
  /** Besides, or in the place of, those that all have. */
  readonly exitCodes?: CommandRecord['exitCodes'];
  readonly work: (context: Context, ref: DomainRef, dryRun: boolean) => Promise<Row>;
}

const EXIT_CODES = {
  4: 'no account',
  5: 'no account holds it',
  6: 'the registrar has no API for it',
  7: 'the registrar refused',
  9: 'some of several failed',
  10: 'the registrar could not be reached',
} as const;

/** A command that does the same to each of many domains: words, a file or stdin. */
export function bulkCommand({ summary, examples, action, exitCodes, work }: BulkCommand): AnyCommand {
  return defineCommand({
    summary,
    examples,
    args: [NAMES_ARG],
    flags: { ...NAMES_FLAG, ...DRY_RUN_FLAG },
    fields: CHANGE_FIELDS,
    exitCodes: { ...EXIT_CODES, ...exitCodes },
    writes: true,
    run: async (context, { rest, flags }) =>
      forEachDomain(context, await domainNames(context, rest, flags.file), action, (ref) =>
        work(context, ref, flags['dry-run']),
      ),
  });
}

/**
 * Changes one setting of a registration, or shows what would change, and gives the row to print.
 *
 * @param options.action - what the row of a dry run calls it
 */
export async function changeSetting(
  context: Context,
  ref: DomainRef,
  setting: DomainSetting,
  { action, dryRun }: { readonly action: string; readonly dryRun: boolean },
): Promise<Row> {
  if (dryRun) {
    const { previewSetting } = await import('./change-preview.ts');
    return previewSetting(context, ref, setting, action);
  }
  const { domains } = await context.controlPlane();
  return changeRow(await domains.change(ref, setting, domainOptions(context)));
}

/** A command that turns one switch of many domains: `words` is how it is called, `action` what the rows call it. */
export function switchCommand(about: {
  readonly summary: string;
  readonly words: string;
  readonly action: string;
  readonly setting: DomainSetting;
}): AnyCommand {
  const { summary, words, action, setting } = about;
  return bulkCommand({
    summary,
    examples: [
      { command: `regctl ${words} example.org`, does: 'one domain' },
      { command: `regctl ${words} --file names.txt`, does: 'many at once' },
      { command: `regctl ${words} --file names.txt --dry-run`, does: 'only show what would change' },
    ],
    action,
    work: (context, ref, dryRun) => changeSetting(context, ref, setting, { action, dryRun }),
  });
}
