import type { Context } from './context.ts';
import type { View } from './output/view.ts';
import { planAndApply } from './write-flow.ts';
import { readZoneFile, refuseEmpty } from './zone-file.ts';
import { zoneRef } from './zone-words.ts';
import { RegctlError } from '../core/errors.ts';

export const IMPORT_FLAGS = {
  replace: { type: 'boolean', description: 'make the zone exactly what the file says' },
  'only-new': { type: 'boolean', description: 'leave records alone whose name and type exist' },
} as const;

/** Brings the records of a file into a zone: merged unless asked otherwise, the plan always shown first. */
export async function importZone(
  context: Context,
  words: { readonly zone: string; readonly file: string },
  flags: {
    readonly replace: boolean;
    readonly 'only-new': boolean;
    readonly 'dry-run': boolean;
    readonly 'allow-deletes': number | undefined;
  },
): Promise<View> {
  if (flags.replace && flags['only-new']) {
    throw new RegctlError('USAGE', '--replace and --only-new exclude each other', {
      reason: 'one changes what is there, the other leaves it',
      hint: 'give one of them',
    });
  }
  const ref = await zoneRef(context, words.zone);
  const rrsets = await readZoneFile(context, words.file, ref.zone);
  refuseEmpty(rrsets, words.file);
  const target = flags.replace
    ? ({ kind: 'replace', rrsets } as const)
    : ({ kind: 'merge', rrsets: withoutProviderRecords(rrsets), onlyNew: flags['only-new'] } as const);
  return planAndApply(
    context,
    { ...ref, target },
    {
      dryRun: flags['dry-run'],
      allowDeletes: flags['allow-deletes'],
      confirm: true,
      reason: `zones import ${words.file}`,
    },
  );
}

/** A merge brings records, not the zone's own SOA and delegation, which belong to the server they came from. */
function withoutProviderRecords<T extends { readonly name: string; readonly type: string }>(
  rrsets: readonly T[],
): T[] {
  return rrsets.filter((rrset) => rrset.type !== 'SOA' && !(rrset.type === 'NS' && rrset.name === '@'));
}
