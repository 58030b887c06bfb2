import type { ZoneContent } from '../control-plane/index.ts';
import type { Context } from './context.ts';
import { callOptions } from './write-flow.ts';
import { zoneRef } from './zone-words.ts';

/** Reads a zone named on the command line, and remembers its names for completion. */
export async function readZone(context: Context, word: string): Promise<ZoneContent> {
  const content = await (
    await context.controlPlane()
  ).zones.read(await zoneRef(context, word), callOptions(context));
  context.cache.remember({
    names: { [content.zone]: [...new Set(content.rrsets.map((rrset) => rrset.name))] },
  });
  return content;
}
