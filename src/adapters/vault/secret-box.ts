import type { Clock } from '../../ports/clock.ts';
import type { KeyWrapper, SecretBox, VaultKeyStore } from '../../ports/secret-box.ts';
import { damaged, decrypt, encrypt, importKey } from './sealing.ts';

const KEY_OCTETS = 32;

/**
 * Makes a vault: AES-256-GCM under a data key for each organization, which lies beside the secrets wrapped by a master key.
 *
 * @param wrappers - the first wraps what is new; the others only open what they wrapped
 */
export function createSecretBox(
  keys: VaultKeyStore,
  wrappers: readonly KeyWrapper[],
  clock: Clock,
): SecretBox & {
  /** Wraps every data key by the first master key. @returns how many were wrapped anew */
  rewrap(): Promise<number>;
} {
  const opened = new Map<string, Promise<CryptoKey>>();
  const dataKey = (organization: string): Promise<CryptoKey> => {
    const known = opened.get(organization) ?? openDataKey(keys, wrappers, clock, organization);
    opened.set(organization, known);
    // A key that could not be opened is tried again at the next call.
    known.catch(() => opened.delete(organization));
    return known;
  };
  return {
    seal: async (organization, name, secret) =>
      encrypt(await dataKey(organization), `${organization}/${name}`, new TextEncoder().encode(secret)),
    open: async (organization, name, sealed) =>
      new TextDecoder().decode(await decrypt(await dataKey(organization), `${organization}/${name}`, sealed)),
    rewrap: async () => {
      const first = firstOf(wrappers);
      let count = 0;
      for (const organization of await keys.organizations()) {
        const kept = await keys.get(organization);
        if (kept === undefined || kept.masterKey === first.id) continue;
        const octets = await unwrap(wrappers, organization, kept);
        await keys.replace(organization, first.id, await first.wrap(contextOf(organization), octets));
        count += 1;
      }
      return count;
    },
  };
}

/** Sees that of the keys which are there, if any, one was wrapped by a master key that is at hand. @throws RegctlError `STORE_FAILED` */
export async function requireWrappers(keys: VaultKeyStore, wrappers: readonly KeyWrapper[]): Promise<void> {
  let last: string | undefined;
  for (const name of await keys.organizations()) {
    const kept = await keys.get(name);
    if (wrappers.some(({ id }) => id === kept?.masterKey)) return;
    last = kept?.masterKey ?? last;
  }
  if (last !== undefined) wrapperOf(wrappers, last);
}

async function openDataKey(
  keys: VaultKeyStore,
  wrappers: readonly KeyWrapper[],
  clock: Clock,
  organization: string,
): Promise<CryptoKey> {
  if ((await keys.get(organization)) === undefined) {
    const first = firstOf(wrappers);
    const octets = crypto.getRandomValues(new Uint8Array(KEY_OCTETS));
    // Of two that make the first key at the same moment one is kept, and both read it back.
    await keys.create(
      organization,
      first.id,
      await first.wrap(contextOf(organization), octets),
      clock.now().toISOString(),
    );
  }
  const kept = await keys.get(organization);
  if (kept === undefined) throw damaged('the data key is gone');
  return importKey(await unwrap(wrappers, organization, kept));
}

async function unwrap(
  wrappers: readonly KeyWrapper[],
  organization: string,
  kept: { readonly masterKey: string; readonly wrapped: string },
): Promise<Uint8Array<ArrayBuffer>> {
  return wrapperOf(wrappers, kept.masterKey).unwrap(contextOf(organization), kept.wrapped);
}

function wrapperOf(wrappers: readonly KeyWrapper[], masterKey: string): KeyWrapper {
  const wrapper = wrappers.find(({ id }) => id === masterKey);
  if (wrapper !== undefined) return wrapper;
  throw damaged(`master key ${masterKey} is not among those that the server has`);
}

/** What a wrapped key is bound to, so that those of two organizations cannot be exchanged. */
function contextOf(organization: string): string {
  return `data-key/${organization}`;
}

function firstOf(wrappers: readonly KeyWrapper[]): KeyWrapper {
  const [first] = wrappers;
  if (first !== undefined) return first;
  throw damaged('the server has no master key');
}
