import type { ZoneContent } from '../control-plane/index.ts';
import type { Context } from './context.ts';
import { callOptions } from './write-flow.ts';
import { zoneRef } from './zone-words.ts';

/**
 * Reads a zone named on the command line, and remembers its names for completion.
 *
 * @param options.warns - whether to tell what is wrong with the zone; false for a command that shows just that
 */
export async function readZone(
  context: Context,
  word: string,
  options: { readonly warns: boolean } = { warns: true },
): Promise<ZoneContent> {
  const { onEvent, ...call } = callOptions(context);
  const content = await (
    await context.controlPlane()
  ).zones.read(await zoneRef(context, word), options.warns ? { ...call, onEvent } : call);
  context.cache.remember({
    names: { [content.zone]: [...new Set(content.rrsets.map((rrset) => rrset.name))] },
  });
  return content;
}
