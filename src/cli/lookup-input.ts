import type { LookupRequest } from '../control-plane/index.ts';
import { parseDomainName } from '../core/names.ts';
import type { NameserverAddress } from '../ports/dns-provider.ts';
import type { Context } from './context.ts';
import { typeOf, zoneRef } from './zone-words.ts';

/** Reads name, type and whom to ask. A zone of ours that the name lies in is found in what completion knows, or named by `--zone`. */
export async function lookupRequest(
  context: Context,
  words: { readonly name: string; readonly type: string },
  flags: {
    readonly server: readonly string[];
    readonly resolvers: readonly string[];
    readonly zone: string | undefined;
  },
): Promise<LookupRequest> {
  const name = parseDomainName(words.name);
  const zone = flags.zone ?? (flags.server.length === 0 ? await ownZone(context, name) : undefined);
  return {
    name,
    type: words.type === '' ? 'A' : typeOf(words.type),
    servers: flags.server.map(serverOf),
    resolvers: flags.resolvers,
    ...(zone === undefined ? {} : { zone: await zoneRef(context, zone) }),
  };
}

/** The deepest zone of the user's accounts above a name; undefined without accounts or zones. */
async function ownZone(context: Context, name: string): Promise<string | undefined> {
  const regctl = await context.controlPlane();
  if ((await regctl.accounts.list()).length === 0) return undefined;
  const account = (await context.settings()).get('account');
  const zones = await regctl.zones.list(account === undefined ? {} : { account }, {
    signal: context.signal,
    onFailure: () => undefined,
  });
  return zones
    .map((zone) => zone.name)
    .filter((zone) => name === zone || name.endsWith(`.${zone}`))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** Reads `NAME`, `NAME=ADDRESS` or `ADDRESS`. */
export function serverOf(word: string): NameserverAddress {
  const [name = '', address] = word.split('=');
  if (address !== undefined) return { name: parseDomainName(name), address };
  return /^[0-9.]+(?::\d+)?$|^\[|:.*:/.test(word)
    ? { name: word, address: word }
    : { name: parseDomainName(word) };
}
